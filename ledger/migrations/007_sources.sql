-- Under which names things were told, so that telling a million of them twice is noticed by one look at an index.
-- Made from the events, and could be made from them again: `key` stands for community and source id, `content` for what
-- was said (16 bytes each), `month` (year * 100 + month) for the stream where it stands.

CREATE TABLE ledger.sources (
    key     bytea PRIMARY KEY,
    content bytea NOT NULL,
    month   integer NOT NULL
);

-- Like ledger.append; writes nothing either where something was told meanwhile, or is not what it was believed to be.
-- Names travel as bytes without gaps: an array of ten thousand costs more to read than all else that is done with it.
-- `fresh` holds key, content and three bytes for the month each; `changed` has the content before behind the key.
CREATE FUNCTION ledger.append_told(
    streams text[], versions bigint[], topics text[], states bytea[],
    touched text[], expected bigint[],
    command_ids text[], results text[], digests text[],
    fresh bytea, changed bytea
) RETURNS bigint[] LANGUAGE plpgsql AS $$
DECLARE
    positions bigint[];
    replaced bigint;
BEGIN
    positions := ledger.append(streams, versions, topics, states, touched, expected, command_ids, results, digests);
    IF positions IS NULL THEN
        RETURN NULL;
    END IF;
    INSERT INTO ledger.sources (key, content, month)
    SELECT substr(fresh, at + 1, 16), substr(fresh, at + 17, 16),
        get_byte(fresh, at + 32) * 65536 + get_byte(fresh, at + 33) * 256 + get_byte(fresh, at + 34)
    FROM generate_series(0, length(fresh) - 35, 35) AS at;
    UPDATE ledger.sources SET
        content = substr(changed, at + 33, 16),
        month = get_byte(changed, at + 48) * 65536 + get_byte(changed, at + 49) * 256 + get_byte(changed, at + 50)
    FROM generate_series(0, length(changed) - 51, 51) AS at
    WHERE key = substr(changed, at + 1, 16) AND content = substr(changed, at + 17, 16);
    GET DIAGNOSTICS replaced = ROW_COUNT;
    IF replaced < length(changed) / 51 THEN
        RAISE unique_violation;
    END IF;
    RETURN positions;
EXCEPTION WHEN unique_violation THEN  -- and all of it is undone
    RETURN NULL;
END $$;

-- What was told by earlier releases is known by its name; what it said is not compared (16 bytes of nothing).
INSERT INTO ledger.sources (key, content, month)
SELECT
    substr(sha256(convert_to(community, 'UTF8') || '\x00'::bytea || convert_to(source, 'UTF8')), 1, 16),
    '\x00000000000000000000000000000000'::bytea,
    replace(month, '-', '')::integer
FROM (
    SELECT split_part(originator_id, '/', 2) AS community, split_part(originator_id, '/', 3) AS month,
        json_array_elements(convert_from(state, 'UTF8')::json -> 'signs') ->> 'source_id' AS source
    FROM ledger.events WHERE topic = 'signs.recorded'
) AS told
ON CONFLICT (key) DO NOTHING;
