"""Whether a strategy or a method stands where it is advised, or turned down."""

import re

from agent.grounding.words.phrases import phrase
from agent.grounding.words.strategies import joined

_LEAD = (
    r"(?:\b(?:I|we)(?:'d| would| do|'ll)?(?: (?:strongly|clearly|still|therefore|really"
    r"|also))* (?:advise|recommend|suggest|propose|favou?r|vote for|go (?:for|with)|choose|pick"
    r"|opt for|back)(?: (?:plain|simple|standard|ordinary|just|you|that you|doing|to|using|a|the"
    r"|going (?:with|for)))*"
    r"|\bmethod"
    r"|\b(?:go|start|stick|proceed|stay|begin|move|continue) (?:straight |directly "
    r"|ahead )?(?:with|for|to)(?: a| the)?"
    r"|\byou (?:should|must|need to|ought to|had better|are best off|are best served|want"
    r" to)(?: (?:use|by|with|do"
    r"|choose|start with|go (?:for|with)|invest in|try|build|set up|adopt|now|just|definitely"
    r"|first|simply))*(?: a| the)?"
    r"|\b(?:use|take|combine|choose|pick|opt for|adopt|do|pursue|invest in|build|switch to"
    r"|set up)(?: a"
    r"| the)?"
    r"|\b(?:verdict|recommendation|recommended (?:strategy|approach|method|option)|decision"
    r"|strategy|answer|best (?:choice|option|approach|fit|route|way|strategy|method"
    r"|bet|course|plan|move|answer)|right (?:choice|approach|tool|call|answer|strategy"
    r"|method)|winner|outcome|conclusion|call"
    r"|advice|way to go|method|choice|path|rule(?:s)?|result|plan)"
    r"(?: here| for you| for this| for your (?:case|task)| picked| chosen| selected"
    r"| (?:it|they|I|the (?:tool|rules?|table)) (?:picked|chose|selected|named|returned|gave"
    r"|(?:suggest|recommend)(?:s|ed)?|propose[sd]?))?\s*(?:is"
    r"|are|:|=|would be|stays?|remains?"
    r"|points? (?:clearly )?to|says?|comes? out (?:as|at|for)|favou?rs?|gives?|lands? on"
    r"|therefore|comes? down to|boils? down to|lautet|ist)+(?: (?:that|to|by|clearly|still"
    r"|therefore|a|the|still|simply"
    r"|clear:?))*"
    r"|\b(?:ich empfehle|wir empfehlen|nehmen sie|empfohlen (?:ist|wird)|je recommande"
    r"|nous recommandons|recomiendo|recomendamos|consiglio)(?: ihnen| le| la| el| il| l')?"
    r"|\b(?:you|we|the user|they) (?:chose|picked|agreed on|settled on|went for|opted for)(?: a"
    r"| the)?"
    r"|\banswer is yes to"
    r"|\b(?:cheaper|cheapest|faster|fastest|better|safer) (?:option|one|choice|route|way"
    r"|of the two)"
    r" (?:is|would be)"
    r"|\b(?:rules?|tool|decision|table)(?: [A-Z]+-?\d+)? (?:came back with|ended (?:in|with|at)"
    r"|resulted in|produced|yield(?:s|ed)|spoke for|speaks for)"
    r"|\b(?:decision|rules?|tool|result|verdict|table) (?:agrees?|sides?|is) with you on"
    r"|\b(?:decision tool|rules?|tools?|tree|table|procedure|framework|chapter(?: \d+)?|handbook"
    r"|book) (?:says?|chose|chooses"
    r"|picked|picks|selects?|recommends?|returned|decided(?: on)?|selected|gave|points? to"
    r"|favou?rs?|advises?|lands? on)(?: (?:to|a|the))*"
    r"|\b(?:decided (?:on|for)|settled on|calls? for|case for|time to|ready to|worth"
    r"|this is a (?:job|case) for))\s+[\"']?"
)
_TRAIL = (
    r"[\"']?\s*(?:,?\s*(?:rather than|instead of|and not|not|over)\s+[\w -]{2,25}?,?\s+)?"
    r"(?:(?:alone|on its own|by itself|only)\s+)?"
    r"(?:(?:it is\b|wins\b|(?:came|ranks?|ranked) first"
    r"|as (?:the|your) (?:method|approach|strategy)\b"
    r"|(?:was|is|has been) (?:confirmed|chosen|picked|selected|recommended|decided|settled"
    r"|final)|is (?:clearly |still |therefore "
    r"|really |definitely )?(?:the"
    r"|your|what|our)? ?(?:best|right|recommended|clear|way to go|answer|verdict|strategy|choice"
    r"|preferred|preferable|needed|required|warranted|advised|indicated|justified|decided"
    r"|only option|you need|we recommend|I recommend|method)\b"
    r"|is the (?:approach|way|option|method|strategy|route|path|tool)(?: (?:to|for|that|I|we"
    r"|you)\b|\s*[.!]|\s*$)"
    r"|is (?:quite |already )?enough|suffices|makes (?:the most |more )?sense"
    r"|is the one (?:selected|chosen|picked|to"
    r"|you|I|we)|is what (?:the (?:[\w-]+ )?(?:tool|rules?|table|decision)"
    r"|I|we|you)|should be (?:your|the|used|chosen)"
    r"|would be (?:best|right|my choice|the right)|beats|comes out (?:on top|ahead)|remains the"
    r"|(?:is|are) (?:really )?(?:all (?:that )?you need|what you need|the (?:solution|remedy"
    r"|cure|fix))"
    r"|will do|(?:does|do) the (?:job|trick)|(?:solves|fixes|settles) (?:it|this|that|your)"
    r"|is in order|is called for"
    r"|suits (?:you|your|this|that|it)\b|fits (?:best|you)|is recommended))"
)
_NEGATED = re.compile(
    r"\b(?:not|n't|never|no|without|rather than|instead of|over|than|against|before|avoid|skip"
    r"|neither|nor|rule out|rules out|ruled out|isn't|don't|nicht|kein|keine|stop|hold off"
    r"|unnecessary|beyond|drop|too early for)\b[^,;]*$",
    re.I,
)
_REFUSED = re.compile(
    r"\b(?:is|are|was|were|will|wo|would|does|do|can|ca|should)(?:n't| not)(?: be| yet| really"
    r"| actually| going to)*(?: (?:help|work|needed|necessary|required|right|worth|the (?:right "
    r"|best )?(?:choice|answer|way|approach|solution|remedy)|recommended|justified|pay|suitable"
    r"|advisable"
    r"|an option|what you (?:need|want)|the way|use|do|build|choose|pick|fine|start))"
    r"|^(?:would be|is|are) (?:the wrong|wrong|a mistake|a bad|a poor)"
    r"|^(?:can|may|could) be (?:left out|skipped|dropped|ignored|omitted|forgotten)"
    r"|^(?:is|are) (?:unnecessary|superfluous|overkill|not for you|out of the question)",
    re.I,
)
_AGAINST = re.compile(
    r"\b(?:don't|do not|should not|shouldn't|no need (?:to|for)|avoid|advise against"
    r"|recommend against|skip|drop|omit|forgo|against|rule out|forget)(?: (?:use|using|do|choose"
    r"|build|a|the|to"
    r"|any|about|go for|start with))*\s*$",
    re.I,
)
_LEAVE = re.compile(r"\b(?:leave|set|put|lay) (?:the |any )?$", re.I)
_ASIDE = re.compile(r"\s*(?:aside|out|off|alone|away|by the wayside)\b", re.I)
_LONE = re.compile(
    r"^[\s>*_-]*(?:(?:yes|no|ok|okay|sure|clearly|definitely|short answer|in short|verdict"
    r"|answer|decision|strategy|recommendation|bottom line|upshot|so|well"
    r"|therefore)[\s,:.!–-]*)*$",
    re.I,
)


_CLOSED = (
    r"[\s\"'*_]*(?:(?:alone|only|on its own|by itself)(?=\s*[,.!]|$)|[.!]|$|\s*(?:\+|plus"
    r"|and)\s+(?:an? )?(?:fine|tun|SFT|RAG|retriev|prompt)"
    r"|\s*with\s+(?:an? )?(?:fine|RAG|Q?LoRA)"
    r"|,?\s*(?:and )?(?:not|rather than|instead of|over)\s+[\w -]{2,25}[.!]\s*$)"
)
"""The verdict ends with the name, or with another one that is joined to it."""
_LEAD_END = re.compile(_LEAD + r"$", re.I)
_TRAILING = re.compile(_TRAIL, re.I)
_IMPERATIVE = re.compile(
    r"fine[- ]?tune|finetune|prompt|continue pre-?training|(?:train|tune|teach|bake|burn|update)\b",
    re.I,
)


_LONE_CLAUSE = re.compile(r"\W*(?:(?:so|then|next|now|therefore|and|just|simply)\W+)*", re.I)
"""What may stand between a comma and an order: "…, so train it into the model"."""
_SECOND_ORDER = re.compile(
    r"\W*(?:rent|buy|book|get|take|collect|gather|label|prepare|build|grab|write)\b.* and\W+", re.I
)
_LABELLED = re.compile(r"\s*(?:[-*+•]|\d{1,2}[.)])\s+[\w /()-]{1,30}:\s*")
"""The label of a list item, before its value."""
_ADVISED_THERE = re.compile("推荐|建议|应该|お勧め|推奨")
"""A script without blanks says it in the same breath."""


def is_asserted(text: str, start: int, end: int) -> bool:
    """Whether a name stands where it is advised, and is neither negated nor conditional."""
    sentence_start = max(
        text.rfind(". ", 0, start) + 1,
        text.rfind(": ", 0, start) + 1 if _LONE.match(text[:start]) else 0,
        0,
    )
    before, after = text[sentence_start:start], text[end:]
    clause = re.split(r"[,;:](?!\d)\s|\bbut\b", before)[-1]
    if (
        _NEGATED.search(clause)
        or phrase("verdict under a condition").search(re.split(r";|\bbut\b", before)[-1])
        or phrase("still open").search(before.split(":")[0])
        or phrase("verdict under a condition").search(after.split(".")[0].split(",")[0])
    ):
        return False
    if _REFUSED.match(after.lstrip()) or re.match(
        r"\s*(?:would|will|does|is|can) ?(?:n't|not)\b", after
    ):
        return False
    if _LEAD_END.search(before) or _LEAD_END.search(joined().sub("", before)):
        return True
    if _TRAILING.match(after):
        return True
    lone = _LONE.match(before) is not None or _LABELLED.fullmatch(before) is not None
    lone = lone or bool(_LONE_CLAUSE.fullmatch(clause) or _SECOND_ORDER.fullmatch(clause))
    lone = lone or _ADVISED_THERE.search(text[start:end]) is not None
    if lone and re.match(_CLOSED, after, re.I):
        return True
    return (
        lone
        and bool(_IMPERATIVE.match(text[start:end]))
        and not text[start:end].lower().endswith(("ing", "ed"))
    )


_MEANS = re.compile(
    r"\b(?:(?:fine-?|instruction-?)?tun(?:e|ing)(?! \w+ed)|train(?:ing)?|adapt|do (?:it|this"
    r"|that|so)|go)\b"
    r"[^.;:?]{0,40}?\b(?:with|using|via|through|by means of|by way of|by) (?:an? |the )?$",
    re.I,
)


_FOR_TRAINING = re.compile(
    r"\b(?:for|in) the (?:training|tuning|fine-?tuning)(?: part| step)?,?:?"
    r" (?:use |take |an? |the )?$",
    re.I,
)


def goes_with_a_strategy(text: str, start: int, end: int) -> bool:
    """Whether a method is how the advice is to be carried out: "Fine-tune, with QLoRA."."""
    means = _MEANS.search(text[:start])
    if means and not (
        _NEGATED.search(text[:start]) or phrase("verdict under a condition").search(text)
    ):
        return _is_advice(text[: means.start()])
    if _FOR_TRAINING.search(text[:start]) and re.match(r"\s*(?:[.;!]|$)", text[end:]):
        return True
    before = joined().sub("", text[:start])
    closed = re.match(r"[\s\"'*_]*(?:[.!]|$)", text[end:])
    return bool(closed and before != text[:start] and _LONE.match(before))


def _is_advice(before: str) -> bool:
    """Whether a verb behind these words advises: it opens the sentence, or follows "should"."""
    opening = re.split(r"[,;:]|\b(?:and|then)\b", before)[-1]
    return bool(re.fullmatch(r"[\s*_>\"'-]*|.*\b(?:should|to|would|I'd|let's|can|best) ", opening))


def is_rejected(text: str, start: int, end: int) -> bool:
    before, after = text[:start], text[end:]
    if phrase("verdict under a condition").search(text) or phrase("verdict in part").search(
        text[max(0, start - 40) : end + 60]
    ):
        return False
    lone = re.fullmatch(r"[\W_]*(?:not|no)\s+", before, re.I) and re.match(r"\s*[.,;!]|\s*$", after)
    aside = _LEAVE.search(before) and _ASIDE.match(after)
    return bool(lone or aside or _REFUSED.match(after.lstrip()) or _AGAINST.search(before))
