"""Who works in the demo. Their addresses lead nowhere, and their password is no secret."""

PASSWORD = "justice-stands-undeterred"
"""Of all of them. The demo listens on this machine only."""

OWNER = "owner@undeterred.example"
CAMPAIGNER = "campaigner@undeterred.example"
VIEWER = "viewer@undeterred.example"
ADMIN = "admin@undeterred.example"
CORRESPONDENT = "correspondent@undeterred.example"

NAMES = {
    OWNER: "Olive Marchand",
    CAMPAIGNER: "Caleb Njoroge",
    VIEWER: "Vera Lindqvist",
    ADMIN: "Ada Rahman",
    CORRESPONDENT: "Cora Okafor",
}
