"""Addresses of sign-in; the names are allauth's where it has one."""

from django.urls import path

from accounts import token_page, views

urlpatterns = [
    path("login/", views.SignInView.as_view(), name="account_login"),
    path("logout/", views.SignOutView.as_view(), name="account_logout"),
    path("password/", views.ChangePasswordView.as_view(), name="account_change_password"),
    path("recover/", views.recover, name="account_reset_password"),
    path("recover/sent/", views.recover_done, name="account_reset_password_done"),
    path("enter/", views.enter, name="account_enter_by_form"),
    path("enter/<str:token>/", views.enter, name="account_enter"),
    path("slip/", views.slip, name="account_slip"),
    path("sessions/", views.sessions, name="account_sessions"),
    path("tokens/", token_page.tokens_page, name="account_tokens"),
]
