"""A change of a record is said in words."""

from accession_cli import i18n
from accession_cli.words.directory import change_words


def test_the_field_that_was_corrected_is_named_as_on_the_form() -> None:
    i18n.use("zh_CN")
    said = change_words("corrections[0].field", None, "frequency")
    assert said == "更正的栏目（第1项）：增加“频次”"
