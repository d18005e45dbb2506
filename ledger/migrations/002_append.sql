-- One call appends a whole group, where nobody in it is stale or repeats a command; otherwise it writes nothing.

CREATE FUNCTION ledger.append(
    streams text[], versions bigint[], topics text[], states bytea[],
    touched text[], expected bigint[],
    command_ids text[], results text[], digests text[]
) RETURNS bigint[] LANGUAGE plpgsql AS $$
DECLARE
    positions bigint[];
BEGIN
    -- Each statement after this one sees all that was committed before the turn came.
    PERFORM pg_catalog.pg_advisory_xact_lock({write_lock});
    IF EXISTS (SELECT FROM ledger.commands WHERE command_id = ANY (command_ids)) OR EXISTS (
        SELECT FROM unnest(touched, expected) AS assumed (stream, version)
        WHERE version IS DISTINCT FROM (
            SELECT originator_version FROM ledger.events WHERE originator_id = stream
            ORDER BY originator_version DESC LIMIT 1))
    THEN
        RETURN NULL;
    END IF;
    WITH appended AS (
        INSERT INTO ledger.events (originator_id, originator_version, topic, state)
        SELECT * FROM unnest(streams, versions, topics, states)
        RETURNING notification_id)
    SELECT coalesce(array_agg(notification_id ORDER BY notification_id), '{{}}') INTO positions FROM appended;
    IF cardinality(command_ids) > 0 THEN
        INSERT INTO ledger.commands (command_id, result, digest) SELECT * FROM unnest(command_ids, results, digests);
    END IF;
    RETURN positions;
END $$;
