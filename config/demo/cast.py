"""Who can log in to the demonstration. Made up, the same on every machine, and of no use anywhere else."""

DEMO_PASSWORD = "justice-stands-undeterred"
"""Of all four. The demonstration listens on this machine only."""

OWNER = "owner@undeterred.example"
CAMPAIGNER = "campaigner@undeterred.example"
VIEWER = "viewer@undeterred.example"
ADMIN = "admin@undeterred.example"

LOGINS = {
    OWNER: "runs the campaign, approves and releases",
    CAMPAIGNER: "writes letters and approves those of others",
    VIEWER: "looks on",
    ADMIN: "keeps the register, in the admin",
}
