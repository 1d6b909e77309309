import pytest
from django.urls import reverse

from apps.reviews.comments import comment
from apps.reviews.mentions import Mentions, people_of
from apps.teams.models import User
from tests.cast import make_person, signed_in


def person(name: str) -> User:
    return User(name=name, email=f"{name.split()[0].lower()}@example.com")


BOB, BOBBY, RITA, MEI = person("Bob Bond"), person("Bob Marsh"), person("Rita Moss"), person("李梅")
PEOPLE = Mentions([BOB, BOBBY, RITA, MEI])


def called(text: str) -> list[str]:
    return [str(piece.person) for piece in PEOPLE.pieces(text) if piece.person]


class TestMentions:
    @pytest.mark.parametrize(
        ("text", "names"),
        [
            ("@Bob Bond, is it loud enough?", ["Bob Bond"]),
            ("Ask @bob bond and @RITA MOSS.", ["Bob Bond", "Rita Moss"]),
            ("@Rita: yes", ["Rita Moss"]),
            ("@Bob, which one?", []),  # two are called Bob
            ("请@李梅看一下", ["李梅"]),
            ("write to rita@Rita Moss", []),
            ("@Ritas shop", []),
            ("@Nobody", []),
            ("no call at all", []),
        ],
    )
    def test_who_is_called(self, text, names):
        assert called(text) == names

    @pytest.mark.parametrize("text", ["", "@", "@Rita", "Hello @Rita Moss, and @Bob Bond!\nBye", "@@Rita Moss"])
    def test_the_pieces_together_are_the_text(self, text):
        assert "".join(piece.text for piece in PEOPLE.pieces(text)) == text

    def test_nobody_can_be_called_where_nobody_is(self):
        assert [piece.text for piece in Mentions([]).pieces("Hello @Rita")] == ["Hello @Rita"]

    def test_a_name_is_no_pattern(self):
        odd = person("R.D (2)")
        assert [piece.person for piece in Mentions([odd]).pieces("@R.D (2)!")] == [odd, None]


@pytest.mark.django_db
class TestRoom:
    def test_who_is_called_reads_so_and_others_do_not(self, take, bob, rita):
        comment(take, rita, "@Bob Bond, <b>louder</b>?")
        pages = [
            signed_in(reader).get(reverse("reviews:room", args=[take.video_id])).content.decode()
            for reader in (bob, rita)
        ]
        assert all('<b class="called">@Bob Bond</b>, &lt;b&gt;louder&lt;/b&gt;?' in page for page in pages)
        assert ["Mentions you" in page for page in pages] == [True, False]

    def test_only_people_of_the_team_who_may_sign_in_can_be_called(self, team, alice, bob, charlie):
        make_person("Gone Away", team)
        User.objects.filter(name="Gone Away").update(is_active=False)
        assert people_of(team) == [alice, bob]
