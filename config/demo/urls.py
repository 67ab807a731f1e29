"""The addresses of the demo: stage, entrance and mailbox, beside those of the product."""

from django.urls import URLPattern, URLResolver, include, path

from config import urls
from config.demo import entrance, theatre, views
from mentoring.permissions import ANYONE, Route

urlpatterns: list[URLPattern | URLResolver] = [
    path("demo/", theatre.stage, name="demo_stage"),
    path("demo/changes/", theatre.changes, name="demo_changes"),
    path("demo/wish/<slug:name>/", theatre.wish, name="demo_wish"),
    path("demo/language/", theatre.language, name="demo_language"),
    path("demo/people/", entrance.entrance, name="demo_entrance"),
    path("demo/enter/", entrance.enter, name="demo_enter"),
    path("demo/mailbox/", views.mailbox, name="demo_mailbox"),
    path("demo/mailbox/news/", views.news, name="demo_news"),
    path("demo/mailbox/<str:number>/", views.letter, name="demo_letter"),
    path("demo/mailbox/<str:number>/html/", views.html_part, name="demo_letter_html"),
    path("", include("config.urls")),
]

handler400, handler403 = urls.handler400, urls.handler403
handler404, handler500 = urls.handler404, urls.handler500

# The demo's own entries in the permission table: nothing in it is anybody's but the demo's.
ROUTES = {
    str(entry.name): Route("", "demo", ANYONE)
    for entry in urlpatterns
    if isinstance(entry, URLPattern)
}
