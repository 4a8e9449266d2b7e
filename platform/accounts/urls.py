from django.urls import path

from accounts.views import cards, door, factor, own, passwords

#: At every host's door.
urlpatterns = [
    path("sign-in", door.sign_in, name="sign-in"),
    path("sign-out", door.sign_out, name="sign-out"),
    path("language", door.set_language, name="set-language"),
    path("_look", own.choose_look, name="look"),
]
#: Of a congress only.
congress = [
    path("sign-in/code", door.code, name="sign-in-code"),
    path("card", cards.card, name="card"),
    path("cards", cards.counter, name="cards"),
    path("cards/issue", cards.issue, name="cards-issue"),
    path("cards/<uuid:card_id>/revoke", cards.revoke, name="card-revoke"),
    path("password", passwords.choose, name="password"),
    path("people", passwords.people, name="people"),
    path("people/second-factor", passwords.ask_of_office, name="second-factor-asked"),
    path("people/<uuid:person_id>/password", passwords.help_to, name="password-help"),
    path("people/<uuid:person_id>/second-factor", passwords.take_factor_away, name="second-factor-off-for"),
    path("second-factor", factor.second_factor, name="second-factor"),
    path("second-factor/off", factor.take_away, name="second-factor-off"),
    path("settings", own.settings, name="settings"),
    path("filters", own.save_filter, name="filter-save"),
    path("filters/<uuid:filter_id>/remove", own.remove_filter, name="filter-remove"),
]
