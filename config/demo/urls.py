"""The addresses of the demo: its entrance and the mailbox, beside those of the product."""

from django.urls import URLPattern, URLResolver, include, path
from django.views.i18n import set_language

from config import urls
from config.demo import entrance, views
from mentoring.permissions import ANYONE, Route

urlpatterns: list[URLPattern | URLResolver] = [
    path("demo/", entrance.entrance, name="demo_entrance"),
    path("demo/enter/", entrance.enter, name="demo_enter"),
    path("demo/mailbox/", views.mailbox, name="demo_mailbox"),
    path("demo/mailbox/news/", views.news, name="demo_news"),
    path("demo/mailbox/<str:number>/", views.letter, name="demo_letter"),
    path("demo/mailbox/<str:number>/html/", views.html_part, name="demo_letter_html"),
    path("demo/language/", set_language, name="demo_language"),
    path("", include("config.urls")),
]

handler403, handler404, handler500 = urls.handler403, urls.handler404, urls.handler500

# The demo's own entries in the permission table: nothing in it is anybody's but the demo's.
ROUTES = {
    name: Route("", "demo", ANYONE)
    for name in (
        "demo_entrance",
        "demo_enter",
        "demo_mailbox",
        "demo_news",
        "demo_letter",
        "demo_letter_html",
        "demo_language",
    )
}
