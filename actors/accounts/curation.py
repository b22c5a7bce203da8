"""Users, organisations and members in the admin. A password's hash is never shown."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from actors.accounts.models import Member, Organisation, User
from foundation.admin import JournaledAdmin


class MemberInline(admin.TabularInline):
    model = Member
    extra = 0
    autocomplete_fields = ["user"]
    fields = ["user", "role"]
    can_delete = False
    show_change_link = True

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """New members are added here; a role is changed on the member's own page, a user never."""
        return False


@admin.register(User)
class UserAdmin(JournaledAdmin):
    list_display = ["email", "name", "is_staff", "is_superuser", "is_active", "joined_at", "last_login"]
    list_filter = ["is_staff", "is_superuser", "is_active", "language"]
    search_fields = ["email", "name", "code"]
    date_hierarchy = "joined_at"
    filter_horizontal = ["groups", "user_permissions"]
    fields = [
        *("email", "name", "language", "is_active", "is_staff", "is_superuser", "groups", "user_permissions"),
        *("code", "joined_at", "last_login"),
    ]
    readonly_fields = ["code", "joined_at", "last_login"]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        own = super().get_readonly_fields(request, obj)
        # Rights are given by those who have them all; else whoever may edit users could make themselves one of them.
        is_all = request.user.is_superuser
        return own if is_all else [*own, "is_staff", "is_superuser", "groups", "user_permissions"]

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        # Nor may they take over an account that has more rights, by changing the address its password is reset with.
        allowed = super().has_change_permission(request, obj)
        return allowed and (request.user.is_superuser or not (obj and obj.is_superuser))

    def save_model(self, request: Any, obj: User, form: Any, change: bool) -> None:
        if not change:
            # Nobody types a password for somebody else: the person asks for a link to set their own.
            obj.set_unusable_password()
        super().save_model(request, obj, form, change)


@admin.register(Organisation)
class OrganisationAdmin(JournaledAdmin):
    list_display = ["name", "registration", "contact_email", "mail_domain", "code"]
    search_fields = ["name", "registration", "mail_domain", "code"]
    readonly_fields = ["code"]
    inlines = [MemberInline]


@admin.register(Member)
class MemberAdmin(JournaledAdmin):
    list_display = ["user", "organisation", "role"]
    list_filter = ["role", "organisation"]
    list_select_related = ["user", "organisation"]
    search_fields = ["user__email", "user__name", "organisation__name"]
    autocomplete_fields = ["user", "organisation"]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        # Letters, approvals and releases name a membership: it must not become somebody else's.
        return ["code", "user", "organisation"] if obj else ["code"]
