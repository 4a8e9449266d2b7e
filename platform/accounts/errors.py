from django.utils.translation import gettext_lazy as _

MESSAGES = {
    "bad_scope": _("A token may have the scopes {known}."),
    "bad_lifetime": _("A token lives from one day to {most} days."),
    "bad_sign_in": _("This name and password do not belong together here. Please check both."),
    "too_many_tries": _("Too many wrong tries for this name from here. Please wait {minutes} minutes, or ask the congress office."),
    "wrong_code": _("This code is not right, or was used already. Please type the one that the telephone shows now."),
    "second_factor_there": _("There is a second factor already. Take it away first to set up another."),
    "second_factor_needed": _("This congress asks its office for a second factor: it can be set up anew, but not left away."),
    "card_changed_meanwhile": _("A card was issued or revoked for this deputy meanwhile. Please look at the list again."),
    "card_without_mandate": _("{name}'s mandate is over: no card is issued for it."),
    "cards_of_a_sheet": _("Choose between one and {most} deputies for a sheet of cards."),
    "password_of_others_too": _(
        "{name} also signs in at another congress, and the password opens both. The platform's operators help here; a deputy comes in by card."
    ),
    "passwords_differ": _("The two are not the same. Please type the password once more."),
    "filter_name_taken": _("You have a filter of this name here already."),
    "too_many_filters": _("At most {most} saved filters. Please take one away first."),
}
