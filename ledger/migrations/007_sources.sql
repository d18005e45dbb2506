-- Under which names things were told, so that telling a million of them twice is noticed by one look at an index.
-- Made from the events, and could be made from them again: `key` stands for community and source id, `content` for what
-- was said, `month` (year * 100 + month) for the stream where it stands.

CREATE TABLE ledger.sources (
    key     uuid PRIMARY KEY,
    content uuid NOT NULL,
    month   integer NOT NULL
);

-- Like ledger.append; writes nothing either where something was told meanwhile, or is not what it was believed to be.
CREATE FUNCTION ledger.append_told(
    streams text[], versions bigint[], topics text[], states bytea[],
    touched text[], expected bigint[],
    command_ids text[], results text[], digests text[],
    keys uuid[], befores uuid[], contents uuid[], months integer[]
) RETURNS bigint[] LANGUAGE plpgsql AS $$
DECLARE
    positions bigint[];
BEGIN
    PERFORM pg_catalog.pg_advisory_xact_lock({write_lock});
    IF EXISTS (
        SELECT FROM unnest(keys, befores) AS believed (key, content)
        LEFT JOIN ledger.sources AS stands ON stands.key = believed.key
        WHERE stands.content IS DISTINCT FROM believed.content)
    THEN
        RETURN NULL;
    END IF;
    positions := ledger.append(streams, versions, topics, states, touched, expected, command_ids, results, digests);
    IF positions IS NOT NULL THEN
        INSERT INTO ledger.sources (key, content, month) SELECT * FROM unnest(keys, contents, months)
        ON CONFLICT (key) DO UPDATE SET content = excluded.content, month = excluded.month;
    END IF;
    RETURN positions;
END $$;

-- What was told by earlier releases is known by its name; what it said is not compared (16 bytes of nothing).
INSERT INTO ledger.sources (key, content, month)
SELECT
    encode(substring(sha256(convert_to(community, 'UTF8') || '\x00'::bytea || convert_to(source, 'UTF8')) FOR 16),
        'hex')::uuid,
    '00000000-0000-0000-0000-000000000000',
    replace(month, '-', '')::integer
FROM (
    SELECT split_part(originator_id, '/', 2) AS community, split_part(originator_id, '/', 3) AS month,
        json_array_elements(convert_from(state, 'UTF8')::json -> 'signs') ->> 'source_id' AS source
    FROM ledger.events WHERE topic = 'signs.recorded'
) AS told
ON CONFLICT (key) DO NOTHING;
