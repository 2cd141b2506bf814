"""initial"""

import sqlalchemy as sa
from alembic import op

from inspect_app.core.db import BigId, JsonDoc, UtcTime

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "blobs",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.String(), nullable=True),
        sa.Column("stored_at", UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_blobs")),
    )
    op.create_table(
        "counters",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("value", BigId, nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_counters")),
    )
    op.create_table(
        "events",
        sa.Column("log_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("log_index", BigId, autoincrement=False, nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("at", UtcTime(), nullable=False),
        sa.Column("payload", JsonDoc, nullable=True),
        sa.Column("salt", sa.LargeBinary(length=32), nullable=True),
        sa.PrimaryKeyConstraint("log_id", "log_index", name=op.f("pk_events")),
    )
    with op.batch_alter_table("events", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_events_log_id_actor_id_log_index"),
            ["log_id", "actor_id", "log_index"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_events_log_id_at_log_index"), ["log_id", "at", "log_index"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_events_log_id_kind_log_index"), ["log_id", "kind", "log_index"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_events_subject_seq"), ["subject", "seq"], unique=True)

    op.create_table(
        "grid_editions",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("mark", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_grid_editions")),
    )
    op.create_table(
        "grids",
        sa.Column("id", BigId, nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("level", sa.String(), nullable=False),
        sa.Column("parent_id", BigId, nullable=True),
        sa.ForeignKeyConstraint(["parent_id"], ["grids.id"], name=op.f("fk_grids_parent_id_grids")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_grids")),
        sa.UniqueConstraint("code", name=op.f("uq_grids_code")),
    )
    with op.batch_alter_table("grids", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_grids_parent_id"), ["parent_id"], unique=False)

    op.create_table(
        "leases",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("holder", sa.String(), nullable=False),
        sa.Column("until", UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_leases")),
    )
    op.create_table(
        "log_checkpoints",
        sa.Column("log_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("size", BigId, autoincrement=False, nullable=False),
        sa.Column("root", sa.LargeBinary(length=32), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("signed_at", UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint("log_id", "size", name=op.f("pk_log_checkpoints")),
    )
    op.create_table(
        "log_cosignatures",
        sa.Column("log_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("size", BigId, autoincrement=False, nullable=False),
        sa.Column("vkey", sa.String(), nullable=False),
        sa.Column("time", BigId, nullable=False),
        sa.Column("line", sa.String(), nullable=False),
        sa.Column("received_at", UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint("log_id", "size", "vkey", name=op.f("pk_log_cosignatures")),
    )
    op.create_table(
        "log_entries",
        sa.Column("log_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("log_index", BigId, autoincrement=False, nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("log_id", "log_index", name=op.f("pk_log_entries")),
    )
    op.create_table(
        "log_heads",
        sa.Column("log_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("size", BigId, nullable=False),
        sa.PrimaryKeyConstraint("log_id", name=op.f("pk_log_heads")),
    )
    op.create_table(
        "log_keys",
        sa.Column("log_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("key_id", sa.String(), nullable=False),
        sa.Column("vkey", sa.String(), nullable=False),
        sa.Column("from_size", BigId, nullable=False),
        sa.Column("until_size", BigId, nullable=True),
        sa.Column("since", UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint("log_id", "key_id", name=op.f("pk_log_keys")),
    )
    with op.batch_alter_table("log_keys", schema=None) as batch_op:
        batch_op.create_index(
            "uq_log_keys_living",
            ["log_id"],
            unique=True,
            sqlite_where=sa.text("until_size IS NULL"),
            postgresql_where=sa.text("until_size IS NULL"),
        )

    op.create_table(
        "log_nodes",
        sa.Column("log_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("level", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("node_index", BigId, autoincrement=False, nullable=False),
        sa.Column("hash", sa.LargeBinary(length=32), nullable=False),
        sa.PrimaryKeyConstraint("log_id", "level", "node_index", name=op.f("pk_log_nodes")),
    )
    op.create_table(
        "log_timestamps",
        sa.Column("log_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("size", BigId, autoincrement=False, nullable=False),
        sa.Column("authority", sa.String(), nullable=False),
        sa.Column("token", sa.LargeBinary(), nullable=False),
        sa.Column("stamped_at", UtcTime(), nullable=False),
        sa.Column("received_at", UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint("log_id", "size", "authority", name=op.f("pk_log_timestamps")),
    )
    op.create_table(
        "sign_in_attempts",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("window_start", UtcTime(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_sign_in_attempts")),
    )
    op.create_table(
        "units",
        sa.Column("id", BigId, nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("parent_id", BigId, nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("created_at", UtcTime(), nullable=False),
        sa.ForeignKeyConstraint(["parent_id"], ["units.id"], name=op.f("fk_units_parent_id_units")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_units")),
        sa.UniqueConstraint("code", name=op.f("uq_units_code")),
    )
    with op.batch_alter_table("units", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_units_parent_id"), ["parent_id"], unique=False)

    op.create_table(
        "duty_rules",
        sa.Column("id", BigId, nullable=False),
        sa.Column("category", sa.String(), nullable=True),
        sa.Column("grid_id", BigId, nullable=True),
        sa.Column("unit_id", BigId, nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("source", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["grid_id"], ["grids.id"], name=op.f("fk_duty_rules_grid_id_grids")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_duty_rules_unit_id_units")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duty_rules")),
    )
    with op.batch_alter_table("duty_rules", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_duty_rules_category_grid_id"), ["category", "grid_id"], unique=False
        )

    op.create_table(
        "grid_units",
        sa.Column("id", BigId, nullable=False),
        sa.Column("grid_id", BigId, nullable=False),
        sa.Column("unit_id", BigId, nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["grid_id"], ["grids.id"], name=op.f("fk_grid_units_grid_id_grids")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_grid_units_unit_id_units")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_grid_units")),
    )
    with op.batch_alter_table("grid_units", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_grid_units_grid_id"), ["grid_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_grid_units_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "grid_versions",
        sa.Column("id", BigId, nullable=False),
        sa.Column("grid_id", BigId, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("source_datum", sa.String(), nullable=False),
        sa.Column("geometry", sa.LargeBinary(), nullable=False),
        sa.Column("west_e7", sa.Integer(), nullable=False),
        sa.Column("south_e7", sa.Integer(), nullable=False),
        sa.Column("east_e7", sa.Integer(), nullable=False),
        sa.Column("north_e7", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["grid_id"], ["grids.id"], name=op.f("fk_grid_versions_grid_id_grids")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_grid_versions")),
        sa.UniqueConstraint("grid_id", "version", name=op.f("uq_grid_versions_grid_id_version")),
    )
    op.create_table(
        "people",
        sa.Column("id", BigId, nullable=False),
        sa.Column("username", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("phone", sa.String(), nullable=True),
        sa.Column("unit_id", BigId, nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("created_at", UtcTime(), nullable=False),
        sa.Column("password_hash", sa.String(), nullable=True),
        sa.Column("password_changed_at", UtcTime(), nullable=True),
        sa.Column("former_hashes", JsonDoc, nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_people_unit_id_units")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_people")),
        sa.UniqueConstraint("username", name=op.f("uq_people_username")),
    )
    with op.batch_alter_table("people", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_people_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "access_tokens",
        sa.Column("id", BigId, nullable=False),
        sa.Column("secret_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("person_id", BigId, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("may_write", sa.Boolean(), nullable=False),
        sa.Column("created_at", UtcTime(), nullable=False),
        sa.Column("expires_at", UtcTime(), nullable=True),
        sa.Column("last_used_at", UtcTime(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_access_tokens_person_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access_tokens")),
        sa.UniqueConstraint("secret_hash", name=op.f("uq_access_tokens_secret_hash")),
    )
    with op.batch_alter_table("access_tokens", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_access_tokens_person_id"), ["person_id"], unique=False)

    op.create_table(
        "cases",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("round_at", UtcTime(), nullable=False),
        sa.Column("category", sa.String(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("fields", JsonDoc, nullable=False),
        sa.Column("reporter_id", BigId, nullable=False),
        sa.Column("captured_at", UtcTime(), nullable=False),
        sa.Column("reported_at", UtcTime(), nullable=False),
        sa.Column("updated_at", UtcTime(), nullable=False),
        sa.Column("lat_e7", sa.Integer(), nullable=True),
        sa.Column("lon_e7", sa.Integer(), nullable=True),
        sa.Column("accuracy_dm", sa.Integer(), nullable=True),
        sa.Column("fix_at", UtcTime(), nullable=True),
        sa.Column("position_source", sa.String(), nullable=True),
        sa.Column("map_cell", sa.Integer(), nullable=True),
        sa.Column("grid_id", BigId, nullable=True),
        sa.Column("placement", sa.String(), nullable=False),
        sa.Column("placement_distance_dm", sa.Integer(), nullable=True),
        sa.Column("placement_candidates", JsonDoc, nullable=False),
        sa.Column("triage_code", sa.String(), nullable=True),
        sa.Column("jurisdiction_unit_id", BigId, nullable=False),
        sa.Column("suggested_unit_id", BigId, nullable=True),
        sa.Column("handler_unit_id", BigId, nullable=True),
        sa.Column("assigned_by", BigId, nullable=True),
        sa.Column("verified_by", BigId, nullable=True),
        sa.Column("due_at", UtcTime(), nullable=True),
        sa.Column("suspended_until", UtcTime(), nullable=True),
        sa.Column("refusals", sa.Integer(), nullable=False),
        sa.Column("relapses", sa.Integer(), nullable=False),
        sa.Column("merged_into", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "status IN ('reported', 'accepted', 'assigned', 'rectifying', 'rectified', 'returned', 'verified', 'suspended', 'closed', 'rejected', 'merged')",
            name=op.f("ck_cases_status"),
        ),
        sa.ForeignKeyConstraint(["assigned_by"], ["people.id"], name=op.f("fk_cases_assigned_by_people")),
        sa.ForeignKeyConstraint(["grid_id"], ["grids.id"], name=op.f("fk_cases_grid_id_grids")),
        sa.ForeignKeyConstraint(
            ["handler_unit_id"], ["units.id"], name=op.f("fk_cases_handler_unit_id_units")
        ),
        sa.ForeignKeyConstraint(
            ["jurisdiction_unit_id"], ["units.id"], name=op.f("fk_cases_jurisdiction_unit_id_units")
        ),
        sa.ForeignKeyConstraint(["merged_into"], ["cases.id"], name=op.f("fk_cases_merged_into_cases")),
        sa.ForeignKeyConstraint(["reporter_id"], ["people.id"], name=op.f("fk_cases_reporter_id_people")),
        sa.ForeignKeyConstraint(
            ["suggested_unit_id"], ["units.id"], name=op.f("fk_cases_suggested_unit_id_units")
        ),
        sa.ForeignKeyConstraint(["verified_by"], ["people.id"], name=op.f("fk_cases_verified_by_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cases")),
        sa.UniqueConstraint("number", name=op.f("uq_cases_number")),
    )
    with op.batch_alter_table("cases", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_cases_due_at"), ["due_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_cases_grid_id"), ["grid_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_cases_handler_unit_id_updated_at"), ["handler_unit_id", "updated_at"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_cases_jurisdiction_unit_id_updated_at"),
            ["jurisdiction_unit_id", "updated_at"],
            unique=False,
        )
        batch_op.create_index(batch_op.f("ix_cases_map_cell"), ["map_cell"], unique=False)
        batch_op.create_index(batch_op.f("ix_cases_merged_into"), ["merged_into"], unique=False)
        batch_op.create_index(batch_op.f("ix_cases_reporter_id"), ["reporter_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_cases_status_updated_at"), ["status", "updated_at"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_cases_updated_at_id"), ["updated_at", "id"], unique=False)

    op.create_table(
        "devices",
        sa.Column("id", BigId, nullable=False),
        sa.Column("person_id", BigId, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("enrolled_at", UtcTime(), nullable=False),
        sa.Column("revoked_at", UtcTime(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_devices_person_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_devices")),
        sa.UniqueConstraint("public_key", name=op.f("uq_devices_public_key")),
    )
    with op.batch_alter_table("devices", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_devices_person_id"), ["person_id"], unique=False)

    op.create_table(
        "grants",
        sa.Column("id", BigId, nullable=False),
        sa.Column("person_id", BigId, nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("unit_id", BigId, nullable=False),
        sa.Column("grid_id", BigId, nullable=True),
        sa.Column("valid_from", UtcTime(), nullable=False),
        sa.Column("valid_to", UtcTime(), nullable=True),
        sa.Column("granted_by", BigId, nullable=True),
        sa.Column("confirmed_by", BigId, nullable=True),
        sa.Column("confirmed_at", UtcTime(), nullable=True),
        sa.Column("end_asked_by", BigId, nullable=True),
        sa.CheckConstraint(
            "role IN ('inspector', 'supervisor', 'handler', 'verifier', 'auditor', 'sysadmin', 'secadmin')",
            name=op.f("ck_grants_role"),
        ),
        sa.CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name=op.f("ck_grants_dates")),
        sa.ForeignKeyConstraint(["confirmed_by"], ["people.id"], name=op.f("fk_grants_confirmed_by_people")),
        sa.ForeignKeyConstraint(["end_asked_by"], ["people.id"], name=op.f("fk_grants_end_asked_by_people")),
        sa.ForeignKeyConstraint(["granted_by"], ["people.id"], name=op.f("fk_grants_granted_by_people")),
        sa.ForeignKeyConstraint(["grid_id"], ["grids.id"], name=op.f("fk_grants_grid_id_grids")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_grants_person_id_people")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_grants_unit_id_units")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_grants")),
    )
    with op.batch_alter_table("grants", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_grants_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_grants_role_unit_id"), ["role", "unit_id"], unique=False)

    op.create_table(
        "idempotency_keys",
        sa.Column("actor_id", BigId, nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("request_sha256", sa.String(), nullable=False),
        sa.Column("created_at", UtcTime(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("log_index", BigId, nullable=True),
        sa.Column("version", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["actor_id"], ["people.id"], name=op.f("fk_idempotency_keys_actor_id_people")
        ),
        sa.PrimaryKeyConstraint("actor_id", "key", name=op.f("pk_idempotency_keys")),
    )
    op.create_table(
        "one_time_tokens",
        sa.Column("id", BigId, nullable=False),
        sa.Column("secret_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("person_id", BigId, nullable=False),
        sa.Column("created_by", BigId, nullable=True),
        sa.Column("created_at", UtcTime(), nullable=False),
        sa.Column("expires_at", UtcTime(), nullable=False),
        sa.Column("confirmed_at", UtcTime(), nullable=True),
        sa.Column("used_at", UtcTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["created_by"], ["people.id"], name=op.f("fk_one_time_tokens_created_by_people")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_one_time_tokens_person_id_people")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_one_time_tokens")),
        sa.UniqueConstraint("secret_hash", name=op.f("uq_one_time_tokens_secret_hash")),
    )
    with op.batch_alter_table("one_time_tokens", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_one_time_tokens_person_id"), ["person_id"], unique=False)

    op.create_table(
        "samples",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("drawn_by", BigId, nullable=False),
        sa.Column("drawn_at", UtcTime(), nullable=False),
        sa.Column("period_from", UtcTime(), nullable=False),
        sa.Column("period_to", UtcTime(), nullable=False),
        sa.Column("wanted", sa.Integer(), nullable=False),
        sa.Column("checkpoint_size", BigId, nullable=False),
        sa.Column("checkpoint_note", sa.Text(), nullable=False),
        sa.Column("seed", sa.String(length=64), nullable=False),
        sa.Column("population", sa.Integer(), nullable=False),
        sa.Column("list_sha256", sa.String(length=64), nullable=False),
        sa.Column("log_index", BigId, nullable=False),
        sa.ForeignKeyConstraint(["drawn_by"], ["people.id"], name=op.f("fk_samples_drawn_by_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_samples")),
        sa.UniqueConstraint("log_index", name=op.f("uq_samples_log_index")),
    )
    with op.batch_alter_table("samples", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_samples_drawn_at"), ["drawn_at"], unique=False)

    op.create_table(
        "sessions",
        sa.Column("id", BigId, nullable=False),
        sa.Column("secret_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("person_id", BigId, nullable=False),
        sa.Column("created_at", UtcTime(), nullable=False),
        sa.Column("last_seen_at", UtcTime(), nullable=False),
        sa.Column("user_agent", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_sessions_person_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sessions")),
        sa.UniqueConstraint("secret_hash", name=op.f("uq_sessions_secret_hash")),
    )
    with op.batch_alter_table("sessions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sessions_person_id"), ["person_id"], unique=False)

    op.create_table(
        "assignments",
        sa.Column("id", BigId, nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", BigId, nullable=False),
        sa.Column("assigned_by", BigId, nullable=False),
        sa.Column("assigned_at", UtcTime(), nullable=False),
        sa.Column("due_at", UtcTime(), nullable=False),
        sa.Column("instructions", sa.Text(), nullable=False),
        sa.Column("ended_at", UtcTime(), nullable=True),
        sa.Column("ended_by", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["assigned_by"], ["people.id"], name=op.f("fk_assignments_assigned_by_people")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_assignments_case_id_cases")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_assignments_unit_id_units")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assignments")),
    )
    with op.batch_alter_table("assignments", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_assignments_case_id"), ["case_id"], unique=False)

    op.create_table(
        "bundles",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("requested_by", BigId, nullable=False),
        sa.Column("requested_at", UtcTime(), nullable=False),
        sa.Column("request_index", BigId, nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("started_at", UtcTime(), nullable=True),
        sa.Column("ready_at", UtcTime(), nullable=True),
        sa.Column("failure", sa.String(), nullable=True),
        sa.Column("sha256", sa.String(length=64), nullable=True),
        sa.Column("size", BigId, nullable=True),
        sa.Column("manifest_sha256", sa.String(length=64), nullable=True),
        sa.Column("checkpoint_size", BigId, nullable=True),
        sa.Column("photos", sa.Integer(), nullable=True),
        sa.Column("problems", JsonDoc, nullable=False),
        sa.CheckConstraint(
            "state IN ('requested', 'building', 'ready', 'failed')", name=op.f("ck_bundles_state")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_bundles_case_id_cases")),
        sa.ForeignKeyConstraint(["requested_by"], ["people.id"], name=op.f("fk_bundles_requested_by_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bundles")),
        sa.UniqueConstraint("request_index", name=op.f("uq_bundles_request_index")),
    )
    with op.batch_alter_table("bundles", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_bundles_case_id"), ["case_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_bundles_state_requested_at"), ["state", "requested_at"], unique=False
        )

    op.create_table(
        "case_requests",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("due_at", UtcTime(), nullable=True),
        sa.Column("unit_id", BigId, nullable=True),
        sa.Column("requested_by", BigId, nullable=False),
        sa.Column("requested_at", UtcTime(), nullable=False),
        sa.Column("decided_by", BigId, nullable=True),
        sa.Column("decided_at", UtcTime(), nullable=True),
        sa.Column("decision_note", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_case_requests_case_id_cases")),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["people.id"], name=op.f("fk_case_requests_decided_by_people")
        ),
        sa.ForeignKeyConstraint(
            ["requested_by"], ["people.id"], name=op.f("fk_case_requests_requested_by_people")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_case_requests_unit_id_units")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_requests")),
    )
    with op.batch_alter_table("case_requests", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_case_requests_case_id"), ["case_id"], unique=False)

    op.create_table(
        "clocks",
        sa.Column("id", BigId, nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("started_at", UtcTime(), nullable=False),
        sa.Column("due_at", UtcTime(), nullable=False),
        sa.Column("met_at", UtcTime(), nullable=True),
        sa.Column("paused_at", UtcTime(), nullable=True),
        sa.Column("breached_at", UtcTime(), nullable=True),
        sa.Column("exempted_at", UtcTime(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_clocks_case_id_cases")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clocks")),
    )
    with op.batch_alter_table("clocks", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_clocks_case_id"), ["case_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_clocks_met_at_breached_at_due_at"),
            ["met_at", "breached_at", "due_at"],
            unique=False,
        )

    op.create_table(
        "closures",
        sa.Column("id", BigId, nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("closed_at", UtcTime(), nullable=False),
        sa.Column("closed_by", BigId, nullable=True),
        sa.Column("verified_by", BigId, nullable=True),
        sa.Column("reopened_at", UtcTime(), nullable=True),
        sa.Column("reopened_by", BigId, nullable=True),
        sa.Column("ground", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_closures_case_id_cases")),
        sa.ForeignKeyConstraint(["closed_by"], ["people.id"], name=op.f("fk_closures_closed_by_people")),
        sa.ForeignKeyConstraint(["reopened_by"], ["people.id"], name=op.f("fk_closures_reopened_by_people")),
        sa.ForeignKeyConstraint(["verified_by"], ["people.id"], name=op.f("fk_closures_verified_by_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_closures")),
    )
    with op.batch_alter_table("closures", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_closures_case_id"), ["case_id"], unique=False)

    op.create_table(
        "rectifications",
        sa.Column("id", BigId, nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("measures", sa.Text(), nullable=False),
        sa.Column("submitted_by", BigId, nullable=False),
        sa.Column("submitted_at", UtcTime(), nullable=False),
        sa.Column("photo_ids", JsonDoc, nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_rectifications_case_id_cases")),
        sa.ForeignKeyConstraint(
            ["submitted_by"], ["people.id"], name=op.f("fk_rectifications_submitted_by_people")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rectifications")),
    )
    with op.batch_alter_table("rectifications", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_rectifications_case_id"), ["case_id"], unique=False)

    op.create_table(
        "reports",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("reporter_id", BigId, nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("body_sha256", sa.String(), nullable=False),
        sa.Column("captured_at", UtcTime(), nullable=False),
        sa.Column("received_at", UtcTime(), nullable=False),
        sa.Column("clock_offset_ms", BigId, nullable=True),
        sa.Column("log_index", BigId, nullable=False),
        sa.Column("leaf_hash", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_reports_case_id_cases")),
        sa.ForeignKeyConstraint(["reporter_id"], ["people.id"], name=op.f("fk_reports_reporter_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reports")),
    )
    with op.batch_alter_table("reports", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_reports_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_reports_reporter_id"), ["reporter_id"], unique=False)

    op.create_table(
        "sample_cases",
        sa.Column("sample_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("verdict", sa.String(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("judged_by", BigId, nullable=True),
        sa.Column("judged_at", UtcTime(), nullable=True),
        sa.CheckConstraint("verdict IN ('pass', 'question', 'fail')", name=op.f("ck_sample_cases_verdict")),
        sa.CheckConstraint("why IN ('drawn', 'voided')", name=op.f("ck_sample_cases_why")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_sample_cases_case_id_cases")),
        sa.ForeignKeyConstraint(["judged_by"], ["people.id"], name=op.f("fk_sample_cases_judged_by_people")),
        sa.ForeignKeyConstraint(
            ["sample_id"], ["samples.id"], name=op.f("fk_sample_cases_sample_id_samples")
        ),
        sa.PrimaryKeyConstraint("sample_id", "case_id", name=op.f("pk_sample_cases")),
    )
    op.create_table(
        "photos",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("report_id", sa.Uuid(), nullable=True),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("quarantine_reason", sa.String(), nullable=True),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("media_type", sa.String(), nullable=False),
        sa.Column("sniffed_type", sa.String(), nullable=True),
        sa.Column("captured_at", UtcTime(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("lat_e7", sa.Integer(), nullable=True),
        sa.Column("lon_e7", sa.Integer(), nullable=True),
        sa.Column("accuracy_dm", sa.Integer(), nullable=True),
        sa.Column("fix_at", UtcTime(), nullable=True),
        sa.Column("position_source", sa.String(), nullable=True),
        sa.Column("announced_by", BigId, nullable=False),
        sa.Column("announced_at", UtcTime(), nullable=False),
        sa.Column("body_sha256", sa.String(length=64), nullable=False),
        sa.Column("received_at", UtcTime(), nullable=True),
        sa.Column("log_index", BigId, nullable=True),
        sa.Column("leaf_hash", sa.String(length=64), nullable=True),
        sa.Column("trailing_bytes", sa.Integer(), nullable=True),
        sa.Column("trailing_magic", sa.String(), nullable=True),
        sa.Column("width", sa.Integer(), nullable=True),
        sa.Column("height", sa.Integer(), nullable=True),
        sa.Column("derived_at", UtcTime(), nullable=True),
        sa.Column("derive_attempts", sa.Integer(), nullable=False),
        sa.Column("statement_state", sa.String(), nullable=False),
        sa.Column("statement_sha256", sa.String(length=64), nullable=True),
        sa.Column("clock_skew_ms", BigId, nullable=True),
        sa.Column("clock_proved", sa.Boolean(), nullable=False),
        sa.Column("exif_raw", JsonDoc, nullable=True),
        sa.Column("exif", JsonDoc, nullable=True),
        sa.CheckConstraint("state IN ('awaited', 'stored', 'quarantined')", name=op.f("ck_photos_state")),
        sa.ForeignKeyConstraint(["announced_by"], ["people.id"], name=op.f("fk_photos_announced_by_people")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_photos_case_id_cases")),
        sa.ForeignKeyConstraint(["report_id"], ["reports.id"], name=op.f("fk_photos_report_id_reports")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_photos")),
    )
    with op.batch_alter_table("photos", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_photos_announced_by_captured_at"), ["announced_by", "captured_at"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_photos_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_photos_sha256"), ["sha256"], unique=False)
        batch_op.create_index(batch_op.f("ix_photos_state_derived_at"), ["state", "derived_at"], unique=False)

    op.create_table(
        "capture_statements",
        sa.Column("photo_id", sa.Uuid(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("signature", sa.LargeBinary(), nullable=False),
        sa.Column("device_id", BigId, nullable=True),
        sa.ForeignKeyConstraint(
            ["device_id"], ["devices.id"], name=op.f("fk_capture_statements_device_id_devices")
        ),
        sa.ForeignKeyConstraint(
            ["photo_id"], ["photos.id"], name=op.f("fk_capture_statements_photo_id_photos")
        ),
        sa.PrimaryKeyConstraint("photo_id", name=op.f("pk_capture_statements")),
    )
    op.create_table(
        "findings",
        sa.Column("id", BigId, nullable=False),
        sa.Column("photo_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("severity", sa.String(), nullable=False),
        sa.Column("detail", JsonDoc, nullable=False),
        sa.Column("found_at", UtcTime(), nullable=False),
        sa.ForeignKeyConstraint(["photo_id"], ["photos.id"], name=op.f("fk_findings_photo_id_photos")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_findings")),
        sa.UniqueConstraint("photo_id", "code", name=op.f("uq_findings_photo_id_code")),
    )
    op.create_table(
        "photo_hashes",
        sa.Column("id", BigId, nullable=False),
        sa.Column("photo_id", sa.Uuid(), nullable=False),
        sa.Column("phash_version", sa.Integer(), nullable=False),
        sa.Column("quality", sa.Integer(), nullable=False),
        sa.Column("forms", sa.LargeBinary(), nullable=False),
        sa.Column("compared_at", UtcTime(), nullable=True),
        sa.ForeignKeyConstraint(["photo_id"], ["photos.id"], name=op.f("fk_photo_hashes_photo_id_photos")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_photo_hashes")),
        sa.UniqueConstraint("photo_id", name=op.f("uq_photo_hashes_photo_id")),
    )
    with op.batch_alter_table("photo_hashes", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_photo_hashes_compared_at"), ["compared_at"], unique=False)

    op.create_table(
        "upload_parts",
        sa.Column("photo_id", sa.Uuid(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("length", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["photo_id"], ["photos.id"], name=op.f("fk_upload_parts_photo_id_photos")),
        sa.PrimaryKeyConstraint("photo_id", "start", name=op.f("pk_upload_parts")),
    )
    op.create_table(
        "uploads",
        sa.Column("photo_id", sa.Uuid(), nullable=False),
        sa.Column("offset", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcTime(), nullable=False),
        sa.Column("expires_at", UtcTime(), nullable=False),
        sa.ForeignKeyConstraint(["photo_id"], ["photos.id"], name=op.f("fk_uploads_photo_id_photos")),
        sa.PrimaryKeyConstraint("photo_id", name=op.f("pk_uploads")),
    )
    with op.batch_alter_table("uploads", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_uploads_expires_at"), ["expires_at"], unique=False)

    op.create_table(
        "photo_bands",
        sa.Column("band_key", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("hash_id", BigId, autoincrement=False, nullable=False),
        sa.Column("quarter", BigId, autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(
            ["hash_id"], ["photo_hashes.id"], name=op.f("fk_photo_bands_hash_id_photo_hashes")
        ),
        sa.PrimaryKeyConstraint("band_key", "hash_id", "quarter", name=op.f("pk_photo_bands")),
        sqlite_with_rowid=False,
    )
    op.bulk_insert(sa.table("log_heads", sa.column("log_id"), sa.column("size")), [{"log_id": 1, "size": 0}])


def downgrade() -> None:
    """Go back."""
    op.drop_table("photo_bands")
    with op.batch_alter_table("uploads", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_uploads_expires_at"))

    op.drop_table("uploads")
    op.drop_table("upload_parts")
    with op.batch_alter_table("photo_hashes", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_photo_hashes_compared_at"))

    op.drop_table("photo_hashes")
    op.drop_table("findings")
    op.drop_table("capture_statements")
    with op.batch_alter_table("photos", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_photos_state_derived_at"))
        batch_op.drop_index(batch_op.f("ix_photos_sha256"))
        batch_op.drop_index(batch_op.f("ix_photos_case_id"))
        batch_op.drop_index(batch_op.f("ix_photos_announced_by_captured_at"))

    op.drop_table("photos")
    op.drop_table("sample_cases")
    with op.batch_alter_table("reports", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_reports_reporter_id"))
        batch_op.drop_index(batch_op.f("ix_reports_case_id"))

    op.drop_table("reports")
    with op.batch_alter_table("rectifications", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_rectifications_case_id"))

    op.drop_table("rectifications")
    with op.batch_alter_table("closures", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_closures_case_id"))

    op.drop_table("closures")
    with op.batch_alter_table("clocks", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_clocks_met_at_breached_at_due_at"))
        batch_op.drop_index(batch_op.f("ix_clocks_case_id"))

    op.drop_table("clocks")
    with op.batch_alter_table("case_requests", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_case_requests_case_id"))

    op.drop_table("case_requests")
    with op.batch_alter_table("bundles", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_bundles_state_requested_at"))
        batch_op.drop_index(batch_op.f("ix_bundles_case_id"))

    op.drop_table("bundles")
    with op.batch_alter_table("assignments", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_assignments_case_id"))

    op.drop_table("assignments")
    with op.batch_alter_table("sessions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sessions_person_id"))

    op.drop_table("sessions")
    with op.batch_alter_table("samples", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_samples_drawn_at"))

    op.drop_table("samples")
    with op.batch_alter_table("one_time_tokens", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_one_time_tokens_person_id"))

    op.drop_table("one_time_tokens")
    op.drop_table("idempotency_keys")
    with op.batch_alter_table("grants", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_grants_role_unit_id"))
        batch_op.drop_index(batch_op.f("ix_grants_person_id"))

    op.drop_table("grants")
    with op.batch_alter_table("devices", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_devices_person_id"))

    op.drop_table("devices")
    with op.batch_alter_table("cases", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_cases_updated_at_id"))
        batch_op.drop_index(batch_op.f("ix_cases_status_updated_at"))
        batch_op.drop_index(batch_op.f("ix_cases_reporter_id"))
        batch_op.drop_index(batch_op.f("ix_cases_merged_into"))
        batch_op.drop_index(batch_op.f("ix_cases_map_cell"))
        batch_op.drop_index(batch_op.f("ix_cases_jurisdiction_unit_id_updated_at"))
        batch_op.drop_index(batch_op.f("ix_cases_handler_unit_id_updated_at"))
        batch_op.drop_index(batch_op.f("ix_cases_grid_id"))
        batch_op.drop_index(batch_op.f("ix_cases_due_at"))

    op.drop_table("cases")
    with op.batch_alter_table("access_tokens", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_access_tokens_person_id"))

    op.drop_table("access_tokens")
    with op.batch_alter_table("people", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_people_unit_id"))

    op.drop_table("people")
    op.drop_table("grid_versions")
    with op.batch_alter_table("grid_units", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_grid_units_unit_id"))
        batch_op.drop_index(batch_op.f("ix_grid_units_grid_id"))

    op.drop_table("grid_units")
    with op.batch_alter_table("duty_rules", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_duty_rules_category_grid_id"))

    op.drop_table("duty_rules")
    with op.batch_alter_table("units", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_units_parent_id"))

    op.drop_table("units")
    op.drop_table("sign_in_attempts")
    op.drop_table("log_timestamps")
    op.drop_table("log_nodes")
    with op.batch_alter_table("log_keys", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_log_keys_living",
            sqlite_where=sa.text("until_size IS NULL"),
            postgresql_where=sa.text("until_size IS NULL"),
        )

    op.drop_table("log_keys")
    op.drop_table("log_heads")
    op.drop_table("log_entries")
    op.drop_table("log_cosignatures")
    op.drop_table("log_checkpoints")
    op.drop_table("leases")
    with op.batch_alter_table("grids", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_grids_parent_id"))

    op.drop_table("grids")
    op.drop_table("grid_editions")
    with op.batch_alter_table("events", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_events_subject_seq"))
        batch_op.drop_index(batch_op.f("ix_events_log_id_kind_log_index"))
        batch_op.drop_index(batch_op.f("ix_events_log_id_at_log_index"))
        batch_op.drop_index(batch_op.f("ix_events_log_id_actor_id_log_index"))

    op.drop_table("events")
    op.drop_table("counters")
    op.drop_table("blobs")
