from . import odd as odd
from .composition import compose as compose
from .description import describe as describe
from .document import (
    Listing as Listing,
    Paragraph as Paragraph,
    Picture as Picture,
    Report as Report,
    Section as Section,
    Table as Table,
)
from .html import as_html as as_html
from .live_page.opening import dashboard as dashboard
from .pdf import as_pages as as_pages, as_pdf as as_pdf
from .writing import check_report as check_report, save as save, write as write
