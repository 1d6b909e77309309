"""The voices that Kling and the gateways in front of it speak with, under names of our own.

Staff can rename, reorder and hide them in the admin site. The names are marked for translation here and translated
where they are shown; one that staff wrote is shown as it is.
"""

from django.db.models import Model
from django.utils.translation import gettext_noop as _

from apps.voices.models import Voice

# By the services' own word, in the order in which they are offered.
BOTH = {
    "ai_kaiya": _("Friendly young man"),
    "chat1_female_new-3": _("Gentle young woman"),
    "ai_shatang": _("Bright young woman"),
    "genshin_vindi2": _("Sunny boy"),
    "zhinen_xuesheng": _("Earnest student"),
    "genshin_klee2": _("Soft-spoken girl"),
    "genshin_kirara": _("Lively girl"),
    "ai_chenjiahao_712": _("Thoughtful man"),
    "ai_huangyaoshi_712": _("Steady father"),
    "you_pingjing": _("Warm mother"),
    "ai_laoguowang_712": _("Firm manager"),
    "chengshu_jiejie": _("Elegant lady"),
    "cartoon-boy-07": _("Playful little boy"),
    "cartoon-girl-01": _("Cheeky little girl"),
    "laopopo_speech02": _("Chatty grandmother"),
    "heainainai_speech02": _("Kind grandmother"),
}
ENGLISH = {
    "oversea_male1": _("Anchor"),
    "calm_story1": _("Calm storyteller"),
    "commercial_lady_en_f-v1": _("Advertisement, woman"),
    "reader_en_m-v1": _("Reader, man"),
    "girlfriend_4_speech02": _("Melodic young woman"),
    "chat_0407_5-1": _("Smooth woman"),
    "AOT": _("Confident man"),
    "ai_huangzhong_712": _("Strong deep voice"),
    "uk_boy1": _("British boy"),
    "uk_man2": _("British man"),
    "PeppaPig_platform": _("Sweet cartoon child"),
}
CHINESE = {
    "diyinnansang_DB_CN_M_04-v2": _("News reader, man"),
    "girlfriend_2_speech02": _("Woman at work"),
    "girlfriend_1_speech02": _("Girl next door"),
    "tiyuxi_xuedi": _("Sporty young man"),
    "tiexin_nanyou": _("Witty young man"),
    "tianmeixuemei-v1": _("Sweet younger student"),
    "guanxiaofang-v2": _("Tender young woman"),
    "yizhipiannan-v1": _("Film dubbing, man"),
    "daopianyansang-v1": _("Husky voice"),
    "mengwa-v1": _("Well-behaved little boy"),
    "zhuxi_speech02": _("Kind grandfather"),
    "uk_oldman3": _("Chatty grandfather"),
    "dongbeilaotie_speech02": _("Buddy from the Northeast"),
    "chongqingxiaohuo_speech02": _("Young man from Chongqing"),
    "chuanmeizi_speech02": _("Young woman from Sichuan"),
    "chaoshandashu_speech02": _("Uncle from Chaoshan"),
    "ai_taiwan_man2_speech02": _("Man from Taiwan"),
    "xianzhanggui_speech02": _("Shopkeeper from Xi’an"),
    "tianjinjiejie_speech02": _("Big sister from Tianjin"),
}
DRAFT_VOICE = _("Draft voice")  # of this computer: see `media.draft_voice`
DRAFT_ID = "hibari-heart"
VOICES = {"en": {**ENGLISH, **BOTH}, "zh": {**CHINESE, **BOTH}}


def load(model: type[Model] = Voice) -> None:
    """Add the voices that are not there yet. Those that are stay as they are: staff may have changed them."""
    for language, voices in VOICES.items():
        for order, (voice_id, name) in enumerate(voices.items(), start=1):
            given = {"name": name, "order": 10 * order}  # room for others in between
            model._default_manager.get_or_create(language=language, voice_id=voice_id, defaults=given)


def load_draft(model: type[Model] = Voice) -> None:
    """Add the draft voice, if it is not there yet; staff may rename and hide it like any other."""
    given = {"name": DRAFT_VOICE, "order": 1000, "is_draft": True}
    model._default_manager.get_or_create(language="en", voice_id=DRAFT_ID, defaults=given)
