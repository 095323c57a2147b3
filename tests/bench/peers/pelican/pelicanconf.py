"""Pelican's settings: the same addresses as every other tool of the bench."""

import sys
from pathlib import Path

_HERE = Path(__file__).parent
sys.path.insert(0, str(_HERE))

PLUGINS = ["cards"]
PRODUCTS_FILE = str(_HERE / "products.json")

SITENAME = "Bench"
SITEURL = ""
FEED_DOMAIN = "https://bench.example"
TIMEZONE = "Europe/Berlin"
DEFAULT_LANG = "en"

PATH = str(_HERE / "content")
OUTPUT_PATH = str(_HERE / "public")
THEME = str(_HERE / "theme")
ARTICLE_PATHS = ["stories"]
PAGE_PATHS = ["products"]
STATIC_PATHS: list[str] = []

ARTICLE_URL, ARTICLE_SAVE_AS = "stories/{slug}/", "stories/{slug}/index.html"
PAGE_URL, PAGE_SAVE_AS = "products/{slug}/", "products/{slug}/index.html"
CATEGORY_URL, CATEGORY_SAVE_AS = "sections/{slug}/", "sections/{slug}/index.html"
TAG_URL, TAG_SAVE_AS = "tags/{slug}/", "tags/{slug}/index.html"
AUTHOR_SAVE_AS = ""

DIRECT_TEMPLATES = ["index", "home", "products", "sections", "tags", "sitemap"]
PAGINATED_TEMPLATES = {"index": None, "category": None, "tag": None}
INDEX_URL, INDEX_SAVE_AS = "stories/", "stories/index.html"
HOME_SAVE_AS = "index.html"
PRODUCTS_SAVE_AS = "products/index.html"
SECTIONS_SAVE_AS = "sections/index.html"
TAGS_SAVE_AS = "tags/index.html"
SITEMAP_SAVE_AS = "sitemap.xml"

DEFAULT_PAGINATION = 12
PAGINATION_PATTERNS = (
    (1, "{url}", "{save_as}"),
    (2, "{base_name}/page/{number}/", "{base_name}/page/{number}/index.html"),
)

FEED_ALL_ATOM = CATEGORY_FEED_ATOM = TRANSLATION_FEED_ATOM = AUTHOR_FEED_ATOM = AUTHOR_FEED_RSS = None
FEED_ALL_RSS = "feed.xml"
FEED_MAX_ITEMS = 20
RSS_FEED_SUMMARY_ONLY = False
