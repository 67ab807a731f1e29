"""The addresses of the demo: the mailbox, beside those of the product."""

from django.urls import URLPattern, URLResolver, include, path
from django.views.i18n import set_language

from config.demo import views
from mentoring.permissions import ANYONE, Route

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.mailbox, name="demo_home"),
    path("demo/mailbox/", views.mailbox, name="demo_mailbox"),
    path("demo/mailbox/news/", views.news, name="demo_news"),
    path("demo/mailbox/<str:number>/", views.letter, name="demo_letter"),
    path("demo/mailbox/<str:number>/html/", views.html_part, name="demo_letter_html"),
    path("demo/language/", set_language, name="demo_language"),
    path("", include("config.urls")),
    path("<path:path>", views.later, name="demo_later"),
]

# The demo's own entries in the permission table: nothing in it is anybody's but the demo's.
ROUTES = {
    name: Route("", "demo", ANYONE)
    for name in (
        "demo_home",
        "demo_mailbox",
        "demo_news",
        "demo_letter",
        "demo_letter_html",
        "demo_language",
        "demo_later",
    )
}
