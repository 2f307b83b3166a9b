"""Cases taken over from other systems, as `import --adopt` reads them."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from ...engine.cases import Case
from ...engine.clock import SystemClock
from ...engine.details import load_details
from ...engine.errors import CommandConflict, InvalidInput
from ...engine.inputs import Actor
from ...workflows.aliexpress.issues import case_of
from ...workflows.aliexpress.issues import read_issue as parse_issue
from .forms import read_object

if TYPE_CHECKING:
    from ...engine.engine import Engine
    from ...engine.records import Dispute

_KNOWN = ("case", "workflow", "command_id")


@dataclass(frozen=True, slots=True)
class CaseForm:
    """A case to take over, under which workflow, by whom, under which id."""

    case: Case
    by: Actor
    workflow: str = "aliexpress"
    command_id: str | None = None
    is_issue: bool = False

    def file(self, engine: "Engine", session: object | None = None) -> "Dispute":
        """Take it over; an issue that was taken over before is left as it has become."""
        try:
            return engine.adopt(self.case, self.workflow, by=self.by, command_id=self.command_id, session=session)
        except CommandConflict:
            order = self.case.order
            found = engine.find(order=order.id, line=order.line, marketplace=order.marketplace, session=session)
            if not (self.is_issue and found):
                raise
            return found[0]


def read_case(text: str, where: str, by: Actor) -> CaseForm:
    """A case from its JSON text: `{"case": …, "workflow": …, "command_id": …}`; InvalidInput names what is wrong."""
    data = read_object(text, where)
    for name in data:
        if name not in _KNOWN:
            raise InvalidInput(name, f"unknown field; there are {', '.join(_KNOWN)}")
    if "case" not in data:
        raise InvalidInput("case", "is required")
    case = cast(Case, load_details({"case": data["case"]})["case"])
    workflow, command_id = (data.get(name) for name in _KNOWN[1:])
    for name, value in (("workflow", workflow), ("command_id", command_id)):
        if not isinstance(value, str | None):
            raise InvalidInput(name, f"must be text, not {value!r}")
    return CaseForm(case, by, cast("str | None", workflow) or "aliexpress", cast("str | None", command_id))


def read_issue(text: str, where: str, seller: str, by: Actor) -> CaseForm | None:
    """The case of an AliExpress issue; None when the issue is closed."""
    issue = parse_issue(read_object(text, where))
    if issue.issue_status != "processing":
        return None
    case = case_of(issue, seller, SystemClock().now())
    return CaseForm(case, by, "aliexpress", f"issue:{issue.id}" if issue.id else None, True)
