"""Addresses of sign-in; the names are allauth's where it has one."""

from django.urls import path

from accounts import second_factor_page, token_page, views

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
    path("second-step/", second_factor_page.second_step, name="account_second_step"),
    path("second-factor/", second_factor_page.set_up, name="account_second_factor"),
    path("confirm/", second_factor_page.confirm, name="account_confirm"),
    path("close/", second_factor_page.close, name="account_close"),
    path("tokens/", token_page.tokens_page, name="account_tokens"),
]
