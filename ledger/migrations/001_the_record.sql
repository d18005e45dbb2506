-- Events, receipts and positions; append-only is kept by the database itself, for everybody.

CREATE TABLE ledger.events (
    originator_id      text COLLATE "C" NOT NULL,
    originator_version bigint NOT NULL,
    topic              text NOT NULL,
    state              bytea NOT NULL,
    notification_id    bigint GENERATED ALWAYS AS IDENTITY,
    PRIMARY KEY (originator_id, originator_version),
    UNIQUE (notification_id)
);

CREATE TABLE ledger.commands (
    command_id  text PRIMARY KEY,
    result      text NOT NULL,
    digest      text NOT NULL,
    recorded_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE ledger.positions (
    follower   text PRIMARY KEY,
    position   bigint NOT NULL,
    updated_at timestamptz NOT NULL DEFAULT now()
);

-- Writers take turns, and hold their turn until they have committed. Otherwise a follower could read position 8 while 7,
-- drawn earlier, is still to be committed, and would never come back for it. A trigger for the whole statement fires
-- before the first row draws its position, so that no writer can dodge the turn.
CREATE FUNCTION ledger.take_turn() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_catalog.pg_advisory_xact_lock({write_lock});
    PERFORM pg_catalog.pg_notify({channel}, '');
    RETURN NULL;
END $$;

CREATE FUNCTION ledger.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% of ledger.% refused: events are never changed; record a correcting event', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
END $$;

CREATE TRIGGER take_turn BEFORE INSERT ON ledger.events
    FOR EACH STATEMENT EXECUTE FUNCTION ledger.take_turn();
CREATE TRIGGER take_turn BEFORE INSERT ON ledger.commands
    FOR EACH STATEMENT EXECUTE FUNCTION ledger.take_turn();
CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger.events
    FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_change();
CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger.commands
    FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_change();

-- Not even a session that switches ordinary triggers off (session_replication_role) gets past these.
ALTER TABLE ledger.events ENABLE ALWAYS TRIGGER take_turn;
ALTER TABLE ledger.events ENABLE ALWAYS TRIGGER refuse_change;
ALTER TABLE ledger.commands ENABLE ALWAYS TRIGGER take_turn;
ALTER TABLE ledger.commands ENABLE ALWAYS TRIGGER refuse_change;

CREATE SCHEMA IF NOT EXISTS views;
