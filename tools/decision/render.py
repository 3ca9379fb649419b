"""The rule tables as people read them: `python -m tools.decision.render` prints the Markdown."""

import sys

from tools.decision.cells import cell_of
from tools.decision.chapter import chapter_table
from tools.decision.ours import our_table
from tools.decision.rules import Rule, RuleTable


def rule_tables() -> str:
    """Render both rule sets as Markdown tables, one row a rule."""
    return f"{_rendered(our_table(), 'Ours')}\n{_rendered(chapter_table(), 'The chapter')}"


def _rendered(table: RuleTable, title: str) -> str:
    head = f"**{title}** (`{table.name}`)\n\n| rule | where | gives | source |\n|---|---|---|---|\n"
    return head + "".join(f"{_row(rule)}\n" for rule in table.rules)


def _row(rule: Rule) -> str:
    where = "; ".join(f"{name}: {cell_of(each)}" for name, each in rule.conditions.items())
    form = "" if rule.plan == "standard" else f" ({rule.plan})"
    escaped = (where or "nothing above").replace("|", "\\|")
    return f"| {rule.id} | {escaped} | {rule.strategy}{form} | `{rule.source}` |"


if __name__ == "__main__":
    sys.stdout.write(rule_tables())
