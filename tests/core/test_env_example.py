import re

from tests.processes import ROOT


class TestEnvExample:
    def test_names_every_variable_that_the_settings_read(self):
        read = set(re.findall(r'env\.\w+\("([A-Z_]+)"', (ROOT / "avatarstudio" / "settings.py").read_text()))
        named = set(re.findall(r"^#([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))
        assert named - {"POSTGRES_PASSWORD"} == read
