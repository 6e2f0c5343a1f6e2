"""How Sphinx builds these pages: every page is executed, and nothing is taken from a network.

``python tasks.py docs`` builds them into ``docs/_build/html`` and checks the links.
"""

import sys
from pathlib import Path

import fourcapitals

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE / "extensions"))

project = "Four Capitals"
author = "The Four Capitals developers"
version = release = fourcapitals.__version__
language = "en"

extensions = [
    "myst_nb",
    "sphinx.ext.autodoc",
    "sphinx.ext.autosummary",
    "sphinx.ext.napoleon",
    "sphinx_design",
    "sphinx_copybutton",
    "executed_pages",
    "generated_pages",
]
root_doc = "index"
exclude_patterns = ["_build", "_generated", "files"]

# The anchors of headings are those of GitHub, on which links in README and ODD.md rest.
myst_heading_anchors = 4
myst_enable_extensions = ["colon_fence", "deflist"]

# Each page is run whenever it is read; one that fails stops the build.
nb_execution_mode = "force"
nb_execution_in_temp = True
nb_kernel_rgx_aliases = {"python3": "page"}  # `forked_kernels`
nb_execution_timeout = 400
nb_execution_raise_on_error = True
nb_merge_streams = True
nb_render_markdown_format = "myst"
nb_mime_priority_overrides = [("html", "text/markdown", 0)]

# Names in single backticks, in docstrings, are code; types of other libraries have no page here to be linked to.
default_role = "code"
autodoc_typehints = "none"
autodoc_member_order = "bysource"
autosummary_generate = False
napoleon_google_docstring = False
# Types are units and shapes, "(area,), years", that no page describes.
napoleon_use_param = False
napoleon_use_rtype = False
napoleon_use_ivar = True
nitpicky = True
nitpick_ignore_regex = [("py:.*", r".*")]

html_theme = "pydata_sphinx_theme"
html_title = "Four Capitals"
html_static_path = ["static"]
html_css_files = ["pages.css"]
html_show_sourcelink = False
html_copy_source = False
html_theme_options = {
    "navbar_align": "left",
    "header_links_before_dropdown": 6,
    "show_prev_next": True,
    # Wide tables take the width.
    "secondary_sidebar_items": {"**": ["page-toc"], "reference/evidence": [], "reference/data": []},
    "navbar_end": ["theme-switcher"],
    "footer_start": ["copyright"],
    "footer_end": [],
    "back_to_top_button": False,
    # Its buttons that open a level have no name to be read.
    "collapse_navigation": True,
}
html_sidebars = {page: [] for page in ("tutorial/*", "findings", "track_record", "gallery")}
html_context = {"default_mode": "auto"}
copyright = "the Four Capitals developers. Code: MIT licence. Data: Open Government Licence v3.0"
# What a page prints is not there to be copied.
copybutton_selector = ":not(.output) > div.highlight > pre"
