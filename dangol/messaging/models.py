"""Tables of the topics."""

from dangol.messaging.blocks.models import Picture
from dangol.messaging.duties.models import Duty
from dangol.messaging.inbox.models import (
    Mail,
    MailDraft,
    MailFile,
    MailNote,
    MailThread,
    StoredFile,
    ThreadCustomer,
    ThreadIdentifier,
)
from dangol.messaging.mailboxes.models import MailAccount, MailFolder
from dangol.messaging.outbox.models import (
    Batch,
    Dispatch,
    Kept,
    Kind,
    Link,
    Message,
    Reaction,
    Reason,
)
from dangol.messaging.printing.models import PrintPart, PrintRun
from dangol.messaging.senders.models import (
    Channel,
    ClosedAddress,
    DoNotCallCheck,
    Medium,
    Processor,
    SenderProfile,
)
from dangol.messaging.templating.models import Alimtalk, Template, TemplateVersion

__all__ = [
    "Alimtalk",
    "Batch",
    "Channel",
    "ClosedAddress",
    "Dispatch",
    "DoNotCallCheck",
    "Duty",
    "Kept",
    "Kind",
    "Link",
    "Mail",
    "MailAccount",
    "MailDraft",
    "MailFile",
    "MailFolder",
    "MailNote",
    "MailThread",
    "Medium",
    "Message",
    "Picture",
    "PrintPart",
    "PrintRun",
    "Processor",
    "Reaction",
    "Reason",
    "SenderProfile",
    "StoredFile",
    "Template",
    "TemplateVersion",
    "ThreadCustomer",
    "ThreadIdentifier",
]
