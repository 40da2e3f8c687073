"""Addresses of code generators: asked while signing in, looked after at Security info."""

from django.urls import path

from devices.code_generators.pages.code import code
from devices.code_generators.pages.manage import activate, add

app_name = "code_generators"
urlpatterns = [
    path("sign-in/code-generator/", code, name="code"),
    path("security-info/code-generators/add/", add, name="add"),
    path("security-info/code-generators/activate/", activate, name="activate"),
]
