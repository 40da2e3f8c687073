"""Addresses of the sign-in flow."""

from django.urls import path

from accounts.signin.pages.accounts import forget_here, sign_out_one, switch
from accounts.signin.pages.choose_method import choose_method
from accounts.signin.pages.go_on import go_on
from accounts.signin.pages.identify import identify
from accounts.signin.pages.signed_in import cancel, sign_out, signed_in
from accounts.signin.pages.stay import stay
from accounts.signin.pages.stronger import stronger

app_name = "signin"
urlpatterns = [
    path("sign-in/", identify, name="identify"),
    path("signed-in/", signed_in, name="signed_in"),
    path("sign-in/choose-method/", choose_method, name="choose_method"),
    path("sign-in/stronger/", stronger, name="stronger"),
    path("sign-in/stay/", stay, name="stay"),
    path("sign-in/cancel/", cancel, name="cancel"),
    path("sign-in/go-on/", go_on, name="go_on"),
    path("accounts/switch/", switch, name="switch"),
    path("accounts/sign-out/", sign_out_one, name="sign_out_one"),
    path("accounts/<uuid:account>/forget/", forget_here, name="forget_here"),
    path("sign-out/", sign_out, name="sign_out"),
]
