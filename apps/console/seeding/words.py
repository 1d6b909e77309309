"""What the people of a made-up studio are called and what they say, by language: patterns, and words to fill them."""

LANGUAGES = ("en", "nl", "zh")


def _list(words: str) -> tuple[str, ...]:
    return tuple(words.split(" / "))


# Each name in braces is a list of WORDS.
SENTENCES: dict[str, tuple[str, ...]] = {
    "en": _list(
        "Welcome to {place}. / My name is {person}, and today I will show you {thing}. / "
        "Have you seen {thing} at {place} yet? / {when} we open {place} for {people}. / "
        "Please bring {object} and {thing}. / We have made {thing} simpler for {people}. / "
        "If you need {object}, ask {person} at {place}. / {when} you can see {thing} for yourself. / "
        "Thank you for waiting while we repaired {object}. / Our {people} like {thing} best of all. / "
        "In this lesson {people} learn about {thing}. / {person} will explain how {object} works. / "
        "There is a cup of tea for {people} at {place}. / Do not forget {object} before you leave {place}. / "
        "From now on {thing} costs nothing for {people}. / See you {when_small} at {place}!"
    ),
    "nl": _list(
        "Welkom bij {place}. / Ik ben {person} en ik laat u {thing} zien. / Kent u {thing} in {place} al? / "
        "{when} openen wij {place} voor {people}. / Neem {object} en {thing} mee. / "
        "Wij hebben {thing} eenvoudiger gemaakt voor {people}. / "
        "Hebt u {object} nodig, vraag dan {person} bij {place}. / {when} ziet u {thing} met eigen ogen. / "
        "Dank u voor het wachten terwijl wij {object} herstelden. / {people} houden het meest van {thing}. / "
        "In deze les leren {people} over {thing}. / {person} legt uit hoe {object} werkt. / "
        "Bij {place} staat een kop koffie klaar voor {people}. / Vergeet {object} niet voor u {place} verlaat. / "
        "Vanaf nu kost {thing} niets voor {people}. / Tot ziens, {when_small}, bij {place}!"
    ),
    "zh": _list(
        "欢迎来到{place}。 / 我是{person}，今天给大家介绍{thing}。 / 您在{place}见过{thing}吗？ / "
        "{when}，{place}将为{people}开放。 / 请带上{object}和{thing}。 / 我们为{people}改进了{thing}。 / "
        "如果需要{object}，请到{place}找{person}。 / {when}，您可以亲自看看{thing}。 / "
        "感谢您在我们修理{object}时耐心等待。 / {people}最喜欢的是{thing}。 / "
        "在这节课里，{people}一起学习{thing}。 / {person}会说明{object}怎么用。 / "
        "{place}为{people}准备了一杯热茶。 / 离开{place}之前，请不要忘记{object}。 / "
        "从现在起，{people}可以免费使用{thing}。 / {when}，我们在{place}见！"
    ),
}

TITLES: dict[str, tuple[str, ...]] = {
    "en": _list(
        "{thing} for {people} / Welcome to {place} / {person} about {thing} / {when}: {thing} / How {object} works"
    ),
    "nl": _list(
        "{thing} voor {people} / Welkom bij {place} / {person} over {thing} / {when}: {thing} / Zo werkt {object}"
    ),
    "zh": _list("{people}的{thing} / 欢迎来到{place} / {person}谈{thing} / {when}：{thing} / {object}的使用方法"),
}

WORDS: dict[str, dict[str, tuple[str, ...]]] = {
    "en": {
        "place": _list(
            "the harbour shop / our tea room / the mountain hotel / the city library / the new clinic / "
            "the old lighthouse / our garden centre / the evening school / the railway museum / the sports hall / "
            "the repair workshop / the town theatre / our bakery / the science park"
        ),
        "thing": _list(
            "the spring collection / our winter timetable / the safety course / the membership card / "
            "the annual report / the quiet carriage / the jasmine harvest / the returns desk / "
            "the first-aid lesson / our holiday menu / the parcel service / the energy label / the pension plan / "
            "the photo exhibition / the bicycle lease / the allergy list"
        ),
        "object": _list(
            "your umbrella / the ticket machine / a lantern / the coffee grinder / your passport / the ladder / "
            "a screwdriver / the projector / your raincoat / the thermometer / a notebook / the lawnmower"
        ),
        "people": _list(
            "new colleagues / families / students / night nurses / cyclists / volunteers / beginners / guests / "
            "neighbours / grandparents / carpenters / travellers"
        ),
        "person": _list("Mei / Tomas / Ingrid / Samuel / Leila / Oscar / Hanna / Victor / Noor / Pauline"),
        "when": _list(
            "On Monday / Next week / From June on / This autumn / Every evening / After the holidays / At noon / "
            "On the first of March"
        ),
        "when_small": _list("on Monday / next week / in June / this autumn / tomorrow / at noon"),
    },
    "nl": {
        "place": _list(
            "de havenwinkel / onze theesalon / het berghotel / de stadsbibliotheek / de nieuwe kliniek / "
            "de oude vuurtoren / het tuincentrum / de avondschool / het spoorwegmuseum / de sporthal / "
            "de fietsenmaker / de schouwburg / onze bakkerij / het wetenschapspark"
        ),
        "thing": _list(
            "de lentecollectie / de winterdienstregeling / de veiligheidscursus / de ledenpas / het jaarverslag / "
            "de stiltecoupé / de jasmijnoogst / de retourbalie / de les eerste hulp / het feestmenu / "
            "de pakketdienst / het energielabel / het pensioenplan / de fototentoonstelling / de fietslease / "
            "de allergielijst"
        ),
        "object": _list(
            "uw paraplu / de kaartjesautomaat / een lantaarn / de koffiemolen / uw paspoort / de ladder / "
            "een schroevendraaier / de beamer / uw regenjas / de thermometer / een schrift / de grasmaaier"
        ),
        "people": _list(
            "nieuwe collega's / gezinnen / studenten / nachtverpleegkundigen / fietsers / vrijwilligers / "
            "beginners / gasten / buren / grootouders / timmerlieden / reizigers"
        ),
        "person": _list("Mei / Thomas / Ingrid / Samuel / Leila / Oscar / Hanna / Victor / Noor / Pauline"),
        "when": _list(
            "Maandag / Volgende week / Vanaf juni / Dit najaar / Elke avond / Na de vakantie / Om twaalf uur / "
            "Op één maart"
        ),
        "when_small": _list("maandag / volgende week / in juni / dit najaar / morgen / om twaalf uur"),
    },
    "zh": {
        "place": _list(
            "海港商店 / 我们的茶室 / 山间酒店 / 市图书馆 / 新诊所 / 老灯塔 / 园艺中心 / 夜校 / 铁路博物馆 / "
            "体育馆 / 维修车间 / 市剧院 / 我们的面包房 / 科技园"
        ),
        "thing": _list(
            "春季新品 / 冬季时刻表 / 安全课程 / 会员卡 / 年度报告 / 安静车厢 / 茉莉花茶 / 退货服务台 / 急救课 / "
            "节日菜单 / 快递服务 / 能效标识 / 养老计划 / 摄影展 / 自行车租赁 / 过敏原清单"
        ),
        "object": _list(
            "您的雨伞 / 售票机 / 一盏灯笼 / 咖啡研磨机 / 您的护照 / 梯子 / 一把螺丝刀 / 投影仪 / 您的雨衣 / "
            "温度计 / 一本笔记本 / 割草机"
        ),
        "people": _list(
            "新同事 / 家庭 / 学生 / 夜班护士 / 骑行者 / 志愿者 / 初学者 / 客人 / 邻居 / 祖父母 / 木匠 / 旅客"
        ),
        "person": _list("小梅 / 王老师 / 李明 / 陈医生 / 张师傅 / 刘芳 / 赵经理 / 周洁 / 吴刚 / 孙丽"),
        "when": _list("星期一 / 下周 / 从六月起 / 今年秋天 / 每天晚上 / 假期之后 / 中午 / 三月一日"),
        "when_small": _list("星期一 / 下周 / 六月 / 今年秋天 / 明天 / 中午"),
    },
}

STYLES = _list(
    "Speaks calmly and looks into the camera. / A friendly teacher who smiles now and then. / "
    "A news anchor: upright, few gestures. / Warm and welcoming, nods at the end of each sentence. / "
    "Speaks slowly, with small movements of the hands."
)
REMARKS = _list(
    "The pause after the first sentence is a little long. / Lovely, the light fits. / "
    "Could the name be pronounced more clearly? / The end comes too suddenly. / 结尾再慢一点会更好。 / "
    "De toon is precies goed. / Kan het begin wat rustiger? / The lips are late here. / "
    "Please use the new product name. / 这里的发音不太清楚。"
)
ANSWERS = _list("Done in the next version. / Good point. / I would leave it. / Klopt. / 好的。")
TEAMS = _list(
    "Lantern Tea / Harbour Books / Noordzee Fietsen / Blue Ridge Clinic / 山水旅行社 / Kiln & Clay / "
    "Polder Energie / Green Fern Hotels / 明月茶业 / Railway Friends / Atelier Noor / Silver Birch School / "
    "Zuiderlicht Theater / Copper Kettle / 晨光出版社 / Tidewater Bank / De Gouden Korenaar / Northern Lights / "
    "Maple Museum / 竹林医院"
)
PROJECTS = _list(
    "Spring launch / Onboarding / Customer service / Lessons / News of the week / Product tours / "
    "Cursus veiligheid / Klantenservice / 新品发布 / 员工培训 / Holiday greetings / Open day / Recruiting / "
    "Press / 客户服务"
)
TAGS = _list(
    "spring / launch / teaser / portrait / short / lesson / archive / urgent / voorjaar / intern / klant / 双语 / "
    "新品 / 培训 / social / website / draft text / legal checked / Q1 / Q2 / event / team page / FAQ / welcome"
)
FIRST_NAMES = _list(
    "Olga / Daan / Wei / Amira / Luis / Femke / Jonas / Yara / Ling / Peter / Sofie / Hugo / Nadia / Tariq / "
    "Emma / Bram / Xin / Clara / Milan / Rosa"
)
LAST_NAMES = _list(
    "Adler / de Vries / Zhang / Haddad / Moreno / Bakker / Lind / Costa / Chen / Novak / Visser / Keller / "
    "Okafor / Jansen / Silva / Wang / Dubois / Smit / Rossi / Young"
)
