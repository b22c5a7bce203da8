"""The vault: sealing, wrapping, rotating, shredding."""

from datetime import date

import pytest
from django.core.management import call_command

from foundation.vault import keys, links, seals
from foundation.vault.models import ScopeKey

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 20)
OLD, NEW = bytes(range(32)), bytes(range(32, 64))


@pytest.fixture(autouse=True)
def ring(settings) -> None:
    settings.VAULT_KEYS = {"old": OLD}


def test_it_seals_and_unseals():
    keys.create("campaign:a", today=TODAY)
    opened = keys.open_scope("campaign:a")
    blob = seals.seal(opened, "c1", {"name": "Zoë", "email": "z@example.org"})
    assert seals.unseal(opened, "c1", blob) == {"name": "Zoë", "email": "z@example.org"}
    assert blob[0] == seals.VERSION
    assert "Zoë".encode() not in blob
    assert seals.seal(opened, "c1", {"name": "Zoë"}) != seals.seal(opened, "c1", {"name": "Zoë"})


@pytest.mark.parametrize("harm", ["moved", "changed", "cut", "version", "other campaign"])
def test_it_refuses_what_was_not_sealed_here(harm):
    keys.create("campaign:a", today=TODAY)
    keys.create("campaign:b", today=TODAY)
    opened = keys.open_scope("campaign:a")
    blob, code = seals.seal(opened, "c1", {"name": "Zoë"}), "c1"
    if harm == "moved":
        code = "c2"
    elif harm == "changed":
        blob = blob[:-1] + bytes([blob[-1] ^ 1])
    elif harm == "cut":
        blob = blob[:20]
    elif harm == "version":
        blob = bytes([9]) + blob[1:]
    else:
        opened = keys.open_scope("campaign:b")
    with pytest.raises(seals.Broken):
        seals.unseal(opened, code, blob)


def test_names_of_like_length_seal_to_one_length():
    keys.create("campaign:a", today=TODAY)
    opened = keys.open_scope("campaign:a")
    assert len(seals.seal(opened, "c", {"name": "Al"})) == len(seals.seal(opened, "c", {"name": "Maximiliana"}))


def test_rotation_wraps_anew_and_touches_no_blob(settings):
    keys.create("campaign:a", today=TODAY)
    blob = seals.seal(keys.open_scope("campaign:a"), "c1", {"name": "Zoë"})
    before = bytes(ScopeKey.objects.get(scope="campaign:a").wrapped)
    settings.VAULT_KEYS = {"new": NEW, "old": OLD}
    assert keys.rotate() == 1
    assert keys.rotate() == 0
    row = ScopeKey.objects.get(scope="campaign:a")
    assert row.wrapped_by == "new" and bytes(row.wrapped) != before
    settings.VAULT_KEYS = {"new": NEW}
    assert seals.unseal(keys.open_scope("campaign:a"), "c1", blob) == {"name": "Zoë"}


def test_shredding_reaches_an_earlier_dump_once_its_wrapping_key_is_gone(settings):
    keys.create("campaign:a", today=TODAY)
    keys.create("campaign:b", today=TODAY)
    blob = seals.seal(keys.open_scope("campaign:a"), "c1", {"name": "Zoë"})
    dump = dict(
        ScopeKey.objects.filter(scope="campaign:a").values("scope", "wrapped", "wrapped_by", "created_on").get()
    )

    keys.destroy("campaign:a", today=TODAY)
    keys.destroy("campaign:a", today=TODAY)
    with pytest.raises(keys.KeyGone):
        keys.open_scope("campaign:a")
    keys.create("campaign:a", today=TODAY)  # must not come back by accident
    with pytest.raises(keys.KeyGone):
        keys.open_scope("campaign:a")

    def restore() -> None:
        ScopeKey.objects.filter(scope="campaign:a").delete()
        ScopeKey.objects.create(**dump)

    # Control: while the wrapping key lives, an earlier dump still opens. This is why it has to be rotated out.
    restore()
    assert seals.unseal(keys.open_scope("campaign:a"), "c1", blob) == {"name": "Zoë"}
    keys.destroy("campaign:a", today=TODAY)

    settings.VAULT_KEYS = {"new": NEW, "old": OLD}
    keys.rotate()
    settings.VAULT_KEYS = {"new": NEW}
    restore()
    with pytest.raises(keys.KeyGone):
        keys.open_scope("campaign:a")
    assert keys.open_scope("campaign:b")


def test_each_use_has_a_key_of_its_own():
    keys.create("campaign:a", today=TODAY)
    keys.create("campaign:b", today=TODAY)
    a, b = keys.open_scope("campaign:a"), keys.open_scope("campaign:b")
    derived = {one.derive(use) for one in (a, b) for use in ("blob", "address", "links")}
    assert len(derived) == 6
    assert seals.address_tag(a, "x@example.org") != seals.address_tag(b, "x@example.org")


def test_a_wrong_wrapping_key_says_so(settings):
    keys.create("campaign:a", today=TODAY)
    settings.VAULT_KEYS = {"old": NEW}
    with pytest.raises(keys.KeyGone, match="does not open"):
        keys.open_scope("campaign:a")


def test_links_are_derived_and_revoked_by_generation():
    keys.create("campaign:a", today=TODAY)
    keys.create("campaign:b", today=TODAY)
    a, b = keys.open_scope("campaign:a"), keys.open_scope("campaign:b")
    code = "0" * 32
    token = links.token(a, "confirm", code, 1)
    assert links.code_of(token) == code
    assert links.holds(a, token, "confirm", code, 1)
    for other in (
        links.holds(a, token, "own", code, 1),
        links.holds(a, token, "confirm", code, 2),
        links.holds(a, token, "confirm", "1" * 32, 1),
        links.holds(b, token, "confirm", code, 1),
        links.holds(a, token[:-1], "confirm", code, 1),
    ):
        assert not other
    assert links.code_of(token[:40]) is None and links.code_of("é" * 65) is None


def test_the_command_rotates(settings, capsys):
    keys.create("campaign:a", today=TODAY)
    settings.VAULT_KEYS = {"new": NEW, "old": OLD}
    call_command("rotate_keys")
    assert "1" in capsys.readouterr().out
