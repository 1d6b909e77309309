"""Where a photo is cut: around one face, without the others, always inside and in a shape that services take."""

from hypothesis import given
from hypothesis import strategies as st

from apps.media.framing import Area, head_and_shoulders, shortened

frames = st.tuples(st.integers(0, 500), st.integers(0, 500), st.integers(200, 3000), st.integers(200, 3000))


@st.composite
def frames_with_faces(draw):
    """A frame and up to six faces, whose middles lie inside it."""
    frame = draw(frames)
    faces = []
    for _ in range(draw(st.integers(1, 6))):
        height = draw(st.integers(30, 900))
        across = draw(st.integers(frame[0], frame[0] + frame[2]))
        down = draw(st.integers(frame[1], frame[1] + frame[3]))
        faces.append(Area(across - 0.4 * height, down - height / 2, across + 0.4 * height, down + height / 2))
    return frame, faces


@st.composite
def people(draw):
    """A frame with people in rows and columns, anywhere in a place of their own."""
    columns, rows, size = draw(st.integers(1, 5)), draw(st.integers(1, 2)), draw(st.integers(120, 800))
    faces = []
    for column in range(columns):
        for row in range(rows):
            height = draw(st.integers(30, size))
            left = column * size + draw(st.floats(0, size - 0.8 * height))
            top = row * size + draw(st.floats(0, size - height))
            faces.append(Area(left, top, left + 0.8 * height, top + height))
    return (0, 0, columns * size, rows * size), faces


class TestHeadAndShoulders:
    def test_leave_room_above_and_below_the_face(self):
        assert head_and_shoulders((0, 0, 2000, 2000), [Area(900, 800, 1060, 1000)], 0) == (724, 640, 512, 640)

    def test_stay_inside_at_an_edge(self):
        assert head_and_shoulders((0, 0, 2000, 2000), [Area(0, 0, 160, 200)], 0) == (0, 0, 512, 640)

    def test_of_a_small_face_are_not_cut_smaller_than_a_service_takes(self):
        crop = head_and_shoulders((0, 0, 2000, 2000), [Area(1000, 1000, 1040, 1050)], 0)
        assert crop[2:] == (300, 375)

    def test_end_half_way_to_a_neighbour(self):
        faces = [Area(900, 800, 1060, 1000), Area(1160, 800, 1320, 1000), Area(300, 800, 460, 1000)]
        left, _, width, _ = head_and_shoulders((0, 0, 2000, 2000), faces, 0)
        assert left + width == 1110
        left, _, width, _ = head_and_shoulders((0, 0, 2000, 2000), faces, 1)
        assert left == 1110

    def test_end_above_a_neighbour_who_sits_in_front(self):
        faces = [Area(900, 400, 1060, 600), Area(910, 760, 1070, 960)]
        _, top, _, height = head_and_shoulders((0, 0, 2000, 2000), faces, 0)
        assert top + height == 680

    @given(frames_with_faces(), st.data())
    def test_are_always_a_part_of_the_frame_in_a_usable_shape(self, given_faces, data):
        frame, faces = given_faces
        number = data.draw(st.integers(0, len(faces) - 1))
        left, top, width, height = head_and_shoulders(frame, faces, number)
        assert frame[0] <= left <= left + width <= frame[0] + frame[2]
        assert frame[1] <= top <= top + height <= frame[1] + frame[3]
        assert width <= 1.6 * height + 2
        assert height <= 1.6 * width + 2

    @given(people())
    def test_show_the_whole_of_each_face_that_stands_apart(self, people):
        frame, faces = people
        for number, face in enumerate(faces):
            seen = Area.of(head_and_shoulders(frame, faces, number))
            assert seen.left <= face.left + 1
            assert seen.top <= face.top + 1
            assert seen.right >= face.right - 2  # whole pixels
            assert seen.bottom >= face.bottom - 2


class TestShortened:
    def test_keeps_the_middle_of_a_strip_without_a_face(self):
        assert shortened((0, 0, 2000, 400), None) == (500, 0, 1000, 400)
        assert shortened((10, 20, 400, 2000), None) == (10, 520, 400, 1000)

    def test_keeps_the_face(self):
        assert shortened((0, 0, 2000, 400), Area(1700, 100, 1860, 300)) == (1000, 0, 1000, 400)

    @given(frames)
    def test_always_comes_to_a_shape_that_services_take(self, frame):
        left, top, width, height = shortened(frame, None)
        assert frame[0] <= left <= left + width <= frame[0] + frame[2]
        assert frame[1] <= top <= top + height <= frame[1] + frame[3]
        assert max(width, height) <= 2.5 * min(width, height)
        assert min(width, height) == min(frame[2:])
