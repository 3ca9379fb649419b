"""A fact's name in words."""

from tools.vocabulary import TaskProfile


def field_in_words(field: str) -> str:
    """Give what a fact states, in a few words.

    >>> field_in_words("needs_citations")
    'answers must show their sources'
    """
    known = TaskProfile.model_fields.get(field)
    if known is None or not known.description:
        return field.replace("_", " ")
    text = known.description.split("\n")[0].rstrip(".")
    return text[:1].lower() + text[1:]
