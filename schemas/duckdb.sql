SET TimeZone = 'UTC';

CREATE OR REPLACE VIEW inference_experiments AS
SELECT "_key", "arn", "completion_time", "creation_time", "data_storage_config", "description", "endpoint_metadata", "last_modified_time", "model_variants", "name", "role_arn", "schedule", "shadow_mode_config", "status", "status_reason", "tags", "type", "kms_key", "region", "observed_at", "unmapped", "account_id", "snapshot_date"
FROM (
    SELECT * EXCLUDE (filename), regexp_extract(filename, '^.*/account_id=([^/]*)/', 1) AS "account_id", regexp_extract(filename, '^.*/snapshot_date=([^/]*)/', 1) AS "snapshot_date"
    FROM read_parquet(['s3://BUCKET/PREFIX/inference_experiments/account_id=*/snapshot_date=*/*.parquet'], hive_partitioning = false, filename = true, schema = MAP {
        '_key': {name: '_key', type: 'VARCHAR', default_value: NULL},
        'arn': {name: 'arn', type: 'VARCHAR', default_value: NULL},
        'completion_time': {name: 'completion_time', type: 'TIMESTAMP WITH TIME ZONE', default_value: NULL},
        'creation_time': {name: 'creation_time', type: 'TIMESTAMP WITH TIME ZONE', default_value: NULL},
        'data_storage_config': {name: 'data_storage_config', type: 'STRUCT("destination" VARCHAR, "kms_key" VARCHAR, "content_type" STRUCT("csv_content_types" VARCHAR[], "json_content_types" VARCHAR[]))', default_value: NULL},
        'description': {name: 'description', type: 'VARCHAR', default_value: NULL},
        'endpoint_metadata': {name: 'endpoint_metadata', type: 'STRUCT("endpoint_name" VARCHAR, "endpoint_config_name" VARCHAR, "endpoint_status" VARCHAR, "failure_reason" VARCHAR)', default_value: NULL},
        'last_modified_time': {name: 'last_modified_time', type: 'TIMESTAMP WITH TIME ZONE', default_value: NULL},
        'model_variants': {name: 'model_variants', type: 'STRUCT("model_name" VARCHAR, "variant_name" VARCHAR, "infrastructure_config" STRUCT("infrastructure_type" VARCHAR, "real_time_inference_config" STRUCT("instance_type" VARCHAR, "instance_count" INTEGER)), "status" VARCHAR)[]', default_value: NULL},
        'name': {name: 'name', type: 'VARCHAR', default_value: NULL},
        'role_arn': {name: 'role_arn', type: 'VARCHAR', default_value: NULL},
        'schedule': {name: 'schedule', type: 'STRUCT("start_time" TIMESTAMP WITH TIME ZONE, "end_time" TIMESTAMP WITH TIME ZONE)', default_value: NULL},
        'shadow_mode_config': {name: 'shadow_mode_config', type: 'STRUCT("source_model_variant_name" VARCHAR, "shadow_model_variants" STRUCT("shadow_model_variant_name" VARCHAR, "sampling_percentage" INTEGER)[])', default_value: NULL},
        'status': {name: 'status', type: 'VARCHAR', default_value: NULL},
        'status_reason': {name: 'status_reason', type: 'VARCHAR', default_value: NULL},
        'tags': {name: 'tags', type: 'MAP(VARCHAR, VARCHAR)', default_value: NULL},
        'type': {name: 'type', type: 'VARCHAR', default_value: NULL},
        'kms_key': {name: 'kms_key', type: 'VARCHAR', default_value: NULL},
        'region': {name: 'region', type: 'VARCHAR', default_value: NULL},
        'observed_at': {name: 'observed_at', type: 'TIMESTAMP WITH TIME ZONE', default_value: NULL},
        'unmapped': {name: 'unmapped', type: 'MAP(VARCHAR, VARCHAR)', default_value: NULL}
    })
);

CREATE OR REPLACE VIEW snapshot_coverage AS
SELECT "account_id", "account_name", "region", "outcome", "listed", "vanished", "written", "refused_count", "refused", "tags_denied", "drift", "api_calls", "throttled_calls", "started_at", "finished_at", "file", "bytes", "sha256", "error_code", "error_message", "attempt", "snapshot_date"
FROM (
    SELECT * EXCLUDE (filename), regexp_extract(filename, '^.*/snapshot_date=([^/]*)/', 1) AS "snapshot_date"
    FROM read_parquet(['s3://BUCKET/PREFIX/snapshot_coverage/snapshot_date=*/*.parquet'], hive_partitioning = false, filename = true, schema = MAP {
        'account_id': {name: 'account_id', type: 'VARCHAR', default_value: NULL},
        'account_name': {name: 'account_name', type: 'VARCHAR', default_value: NULL},
        'region': {name: 'region', type: 'VARCHAR', default_value: NULL},
        'outcome': {name: 'outcome', type: 'VARCHAR', default_value: NULL},
        'listed': {name: 'listed', type: 'INTEGER', default_value: NULL},
        'vanished': {name: 'vanished', type: 'INTEGER', default_value: NULL},
        'written': {name: 'written', type: 'INTEGER', default_value: NULL},
        'refused_count': {name: 'refused_count', type: 'INTEGER', default_value: NULL},
        'refused': {name: 'refused', type: 'STRUCT("name" VARCHAR, "error_code" VARCHAR, "error_message" VARCHAR)[]', default_value: NULL},
        'tags_denied': {name: 'tags_denied', type: 'INTEGER', default_value: NULL},
        'drift': {name: 'drift', type: 'VARCHAR[]', default_value: NULL},
        'api_calls': {name: 'api_calls', type: 'INTEGER', default_value: NULL},
        'throttled_calls': {name: 'throttled_calls', type: 'INTEGER', default_value: NULL},
        'started_at': {name: 'started_at', type: 'TIMESTAMP WITH TIME ZONE', default_value: NULL},
        'finished_at': {name: 'finished_at', type: 'TIMESTAMP WITH TIME ZONE', default_value: NULL},
        'file': {name: 'file', type: 'VARCHAR', default_value: NULL},
        'bytes': {name: 'bytes', type: 'BIGINT', default_value: NULL},
        'sha256': {name: 'sha256', type: 'VARCHAR', default_value: NULL},
        'error_code': {name: 'error_code', type: 'VARCHAR', default_value: NULL},
        'error_message': {name: 'error_message', type: 'VARCHAR', default_value: NULL},
        'attempt': {name: 'attempt', type: 'INTEGER', default_value: NULL}
    })
);

CREATE OR REPLACE VIEW snapshots AS
-- One row for each date that has a snapshot. A date on which nothing was captured has none.
SELECT
    -- Date of the snapshot, yyyy-MM-dd.
    c.snapshot_date AS snapshot_date,
    -- complete when no account region of the date is to be asked again, else partial. A date is also partial, in its manifest alone, while it is uncertain that all accounts were planned.
    CASE WHEN count(CASE WHEN c.outcome NOT IN ('complete', 'empty', 'unsupported', 'blocked') THEN 1 END) = 0 THEN 'complete' ELSE 'partial' END AS state,
    -- Number of account regions.
    count(*) AS account_regions,
    -- Number of account regions with outcome complete.
    count(CASE WHEN c.outcome = 'complete' THEN 1 END) AS complete,
    -- Number of account regions with outcome empty.
    count(CASE WHEN c.outcome = 'empty' THEN 1 END) AS empty,
    -- Number of account regions with outcome partial.
    count(CASE WHEN c.outcome = 'partial' THEN 1 END) AS partial,
    -- Number of account regions with outcome unsupported.
    count(CASE WHEN c.outcome = 'unsupported' THEN 1 END) AS unsupported,
    -- Number of account regions with outcome blocked.
    count(CASE WHEN c.outcome = 'blocked' THEN 1 END) AS blocked,
    -- Number of account regions with outcome denied.
    count(CASE WHEN c.outcome = 'denied' THEN 1 END) AS denied,
    -- Number of account regions with outcome throttled.
    count(CASE WHEN c.outcome = 'throttled' THEN 1 END) AS throttled,
    -- Number of account regions with outcome failed.
    count(CASE WHEN c.outcome = 'failed' THEN 1 END) AS failed,
    -- Experiments in the data files.
    CAST(coalesce(sum(c.written), 0) AS bigint) AS "rows",
    -- Experiments that AWS listed: rows + vanished + refused.
    CAST(coalesce(sum(c.listed), 0) AS bigint) AS listed,
    -- Experiments that were gone when asked for.
    CAST(coalesce(sum(c.vanished), 0) AS bigint) AS vanished,
    -- Experiments that AWS listed and then would not describe.
    CAST(coalesce(sum(c.refused_count), 0) AS bigint) AS refused,
    -- Rows whose tags are unknown.
    CAST(coalesce(sum(c.tags_denied), 0) AS bigint) AS tags_denied,
    -- Bytes of the data files.
    CAST(coalesce(sum(c.bytes), 0) AS bigint) AS bytes,
    -- Requests sent to SageMaker, retries included.
    CAST(coalesce(sum(c.api_calls), 0) AS bigint) AS api_calls,
    -- Requests that AWS throttled.
    CAST(coalesce(sum(c.throttled_calls), 0) AS bigint) AS throttled_calls,
    -- When the first reading began.
    min(c.started_at) AS started_at,
    -- When the last reading ended.
    max(c.finished_at) AS finished_at
FROM snapshot_coverage c
GROUP BY c.snapshot_date;

CREATE OR REPLACE VIEW coverage_gaps AS
-- Dates between an account region's first and last coverage row with no row, or with an outcome that is not complete, empty, unsupported or blocked.
WITH names AS (
    SELECT account_id, max_by(account_name, snapshot_date) AS account_name
    FROM snapshot_coverage
    WHERE account_name IS NOT NULL
    GROUP BY account_id
), spans AS (
    SELECT account_id, region, min(snapshot_date) AS first_date, max(snapshot_date) AS last_date
    FROM snapshot_coverage
    GROUP BY account_id, region
), days AS (
    SELECT s.account_id, s.region, CAST(t.on_date AS varchar) AS snapshot_date
    FROM spans s
    CROSS JOIN LATERAL (SELECT CAST(unnest(generate_series(CAST(s.first_date AS date), CAST(s.last_date AS date), INTERVAL '1' DAY)) AS date)) AS t (on_date)
)
SELECT
    -- The date, yyyy-MM-dd.
    d.snapshot_date AS snapshot_date,
    -- AWS account, always 12 digits as text.
    d.account_id AS account_id,
    -- Newest known name of the account, null when none is.
    n.account_name AS account_name,
    -- AWS region.
    d.region AS region,
    -- partial, denied, throttled or failed, null where there is no coverage row.
    c.outcome AS outcome,
    -- Error code of the outcome.
    c.error_code AS error_code,
    -- Error message of the outcome.
    c.error_message AS error_message
FROM days d
LEFT JOIN snapshot_coverage c ON c.account_id = d.account_id AND c.region = d.region AND c.snapshot_date = d.snapshot_date
LEFT JOIN names n ON n.account_id = d.account_id
WHERE c.outcome IS NULL OR c.outcome NOT IN ('complete', 'empty', 'unsupported', 'blocked');

CREATE OR REPLACE VIEW experiments_latest AS
-- The experiments of every account region as of its newest date with outcome complete, partial or empty. An account region without any coverage row in the 7 days before the newest coverage date has left.
WITH names AS (
    SELECT account_id, max_by(account_name, snapshot_date) AS account_name
    FROM snapshot_coverage
    WHERE account_name IS NOT NULL
    GROUP BY account_id
), today AS (
    SELECT max(snapshot_date) AS snapshot_date FROM snapshot_coverage
), seen AS (
    SELECT account_id, region, max(snapshot_date) AS looked_at,
        max(CASE WHEN outcome IN ('complete', 'partial', 'empty') THEN snapshot_date END) AS snapshot_date
    FROM snapshot_coverage
    GROUP BY account_id, region
)
SELECT
    -- The experiment's Arn: the key of a row within one snapshot.
    e."_key" AS "_key",
    -- Arn of the experiment. Together with creation_time its identity over time: a name can be used again.
    e.arn AS arn,
    -- When the experiment completed.
    e.completion_time AS completion_time,
    -- When the experiment was created.
    e.creation_time AS creation_time,
    -- Where requests and responses are captured to.
    e.data_storage_config AS data_storage_config,
    -- Description as its author gave it.
    e.description AS description,
    -- The endpoint that the experiment runs on.
    e.endpoint_metadata AS endpoint_metadata,
    -- When the experiment was last changed.
    e.last_modified_time AS last_modified_time,
    -- Production and shadow variants.
    e.model_variants AS model_variants,
    -- Name, unique in an account and region at one time.
    e.name AS name,
    -- IAM role that SageMaker acts with.
    e.role_arn AS role_arn,
    -- When the experiment is planned to run.
    e.schedule AS schedule,
    -- The shadow test itself.
    e.shadow_mode_config AS shadow_mode_config,
    -- Creating, Created, Updating, Running, Starting, Stopping, Completed or Cancelled.
    e.status AS status,
    -- Error message, or the reason given when the experiment was stopped.
    e.status_reason AS status_reason,
    -- Tags, null when they could not be read, empty when there are none.
    e.tags AS tags,
    -- Kind of experiment, ShadowMode is the only one so far.
    e.type AS type,
    -- KMS key that encrypts the storage of the experiment's instances.
    e.kms_key AS kms_key,
    -- AWS region.
    e.region AS region,
    -- When AWS answered Describe: the instant this row is true for.
    e.observed_at AS observed_at,
    -- What AWS said that has no column, or another type than its column: JSON path to JSON text.
    e.unmapped AS unmapped,
    -- AWS account, always 12 digits as text.
    e.account_id AS account_id,
    -- Date of the snapshot, yyyy-MM-dd.
    e.snapshot_date AS snapshot_date,
    -- Newest known name of the account, null when none is.
    n.account_name AS account_name,
    -- Days from the row's snapshot_date to the newest coverage date of the lake.
    date_diff('day', CAST(e.snapshot_date AS date), CAST(t.snapshot_date AS date)) AS days_old
FROM inference_experiments e
JOIN seen s ON s.account_id = e.account_id AND s.region = e.region AND s.snapshot_date = e.snapshot_date
CROSS JOIN today t
LEFT JOIN names n ON n.account_id = e.account_id
WHERE date_diff('day', CAST(s.looked_at AS date), CAST(t.snapshot_date AS date)) <= 7;

CREATE OR REPLACE VIEW experiment_variants AS
-- The variants of every experiment on every date; one row each.
WITH names AS (
    SELECT account_id, max_by(account_name, snapshot_date) AS account_name
    FROM snapshot_coverage
    WHERE account_name IS NOT NULL
    GROUP BY account_id
)
SELECT
    -- Date of the snapshot, yyyy-MM-dd.
    e.snapshot_date AS snapshot_date,
    -- AWS account, always 12 digits as text.
    e.account_id AS account_id,
    -- Newest known name of the account, null when none is.
    n.account_name AS account_name,
    -- AWS region.
    e.region AS region,
    -- Arn of the experiment.
    e.arn AS arn,
    -- When the experiment was created. With arn its identity over time.
    e.creation_time AS creation_time,
    -- Name of the experiment.
    e.name AS name,
    -- Status of the experiment on that date.
    e.status AS status,
    -- Name of the variant, null where the experiment has none.
    e.model_variants[v.number].variant_name AS variant_name,
    -- shadow when shadow_mode_config names it as a shadow variant, else production.
    CASE WHEN v.number IS NULL THEN NULL WHEN coalesce(list_bool_or([s.shadow_model_variant_name = e.model_variants[v.number].variant_name FOR s IN e.shadow_mode_config.shadow_model_variants]), false) THEN 'shadow' ELSE 'production' END AS variant_role,
    -- SageMaker model that the variant serves.
    e.model_variants[v.number].model_name AS model_name,
    -- Status of the variant.
    e.model_variants[v.number].status AS variant_status,
    -- Kind of infrastructure.
    e.model_variants[v.number].infrastructure_config.infrastructure_type AS infrastructure_type,
    -- Instance type.
    e.model_variants[v.number].infrastructure_config.real_time_inference_config.instance_type AS instance_type,
    -- Number of instances.
    e.model_variants[v.number].infrastructure_config.real_time_inference_config.instance_count AS instance_count
FROM inference_experiments e
JOIN snapshot_coverage c ON c.account_id = e.account_id AND c.region = e.region AND c.snapshot_date = e.snapshot_date
LEFT JOIN names n ON n.account_id = e.account_id
LEFT JOIN LATERAL (SELECT unnest(range(1, len(e.model_variants) + 1))) AS v (number) ON TRUE;

CREATE OR REPLACE VIEW experiment_shadow_variants AS
-- The shadow variants of every experiment on every date; one row each.
WITH names AS (
    SELECT account_id, max_by(account_name, snapshot_date) AS account_name
    FROM snapshot_coverage
    WHERE account_name IS NOT NULL
    GROUP BY account_id
)
SELECT
    -- Date of the snapshot, yyyy-MM-dd.
    e.snapshot_date AS snapshot_date,
    -- AWS account, always 12 digits as text.
    e.account_id AS account_id,
    -- Newest known name of the account, null when none is.
    n.account_name AS account_name,
    -- AWS region.
    e.region AS region,
    -- Arn of the experiment.
    e.arn AS arn,
    -- When the experiment was created. With arn its identity over time.
    e.creation_time AS creation_time,
    -- Name of the experiment.
    e.name AS name,
    -- Status of the experiment on that date.
    e.status AS status,
    -- Variant whose traffic is copied.
    e.shadow_mode_config.source_model_variant_name AS source_variant_name,
    -- Variant that receives the copy, null where the experiment has none.
    e.shadow_mode_config.shadow_model_variants[v.number].shadow_model_variant_name AS shadow_variant_name,
    -- Share of requests that is copied, in percent.
    e.shadow_mode_config.shadow_model_variants[v.number].sampling_percentage AS sampling_percentage,
    -- Model of the shadow variant.
    nullif(CASE WHEN e.model_variants IS NOT NULL THEN coalesce(array_to_string(list_sort([CASE WHEN m.variant_name = e.shadow_mode_config.shadow_model_variants[v.number].shadow_model_variant_name THEN m.model_name END FOR m IN e.model_variants]), ', '), '') END, '') AS model_name,
    -- Instance type of the shadow variant.
    nullif(CASE WHEN e.model_variants IS NOT NULL THEN coalesce(array_to_string(list_sort([CASE WHEN m.variant_name = e.shadow_mode_config.shadow_model_variants[v.number].shadow_model_variant_name THEN m.infrastructure_config.real_time_inference_config.instance_type END FOR m IN e.model_variants]), ', '), '') END, '') AS instance_type,
    -- Number of instances of the shadow variant.
    CASE WHEN v.number IS NOT NULL THEN CASE WHEN e.model_variants IS NOT NULL THEN CAST(coalesce(list_sum([CASE WHEN m.variant_name = e.shadow_mode_config.shadow_model_variants[v.number].shadow_model_variant_name THEN m.infrastructure_config.real_time_inference_config.instance_count END FOR m IN e.model_variants]), 0) AS bigint) END END AS instance_count,
    -- Planned start.
    e.schedule.start_time AS schedule_start_time,
    -- Planned end.
    e.schedule.end_time AS schedule_end_time,
    -- When the experiment completed.
    e.completion_time AS completion_time
FROM inference_experiments e
JOIN snapshot_coverage c ON c.account_id = e.account_id AND c.region = e.region AND c.snapshot_date = e.snapshot_date
LEFT JOIN names n ON n.account_id = e.account_id
LEFT JOIN LATERAL (SELECT unnest(range(1, len(e.shadow_mode_config.shadow_model_variants) + 1))) AS v (number) ON TRUE;

CREATE OR REPLACE VIEW experiment_tags AS
-- The tags of every experiment on every date; one row each.
WITH names AS (
    SELECT account_id, max_by(account_name, snapshot_date) AS account_name
    FROM snapshot_coverage
    WHERE account_name IS NOT NULL
    GROUP BY account_id
)
SELECT
    -- Date of the snapshot, yyyy-MM-dd.
    e.snapshot_date AS snapshot_date,
    -- AWS account, always 12 digits as text.
    e.account_id AS account_id,
    -- Newest known name of the account, null when none is.
    n.account_name AS account_name,
    -- AWS region.
    e.region AS region,
    -- Arn of the experiment.
    e.arn AS arn,
    -- When the experiment was created. With arn its identity over time.
    e.creation_time AS creation_time,
    -- Name of the experiment.
    e.name AS name,
    -- Status of the experiment on that date.
    e.status AS status,
    -- Key, null where the experiment has no tags.
    t.tag_key AS tag_key,
    -- Value.
    t.tag_value AS tag_value,
    -- False where the tags could not be read: nobody knows whether there are any.
    e.tags IS NOT NULL AS tags_known
FROM inference_experiments e
JOIN snapshot_coverage c ON c.account_id = e.account_id AND c.region = e.region AND c.snapshot_date = e.snapshot_date
LEFT JOIN names n ON n.account_id = e.account_id
LEFT JOIN LATERAL (SELECT unnest(map_keys(e.tags)), unnest(map_values(e.tags))) AS t (tag_key, tag_value) ON TRUE;

CREATE OR REPLACE VIEW daily_status AS
-- How many experiments had which status, by date, account and region.
WITH names AS (
    SELECT account_id, max_by(account_name, snapshot_date) AS account_name
    FROM snapshot_coverage
    WHERE account_name IS NOT NULL
    GROUP BY account_id
)
SELECT
    -- Date of the snapshot, yyyy-MM-dd.
    e.snapshot_date AS snapshot_date,
    -- State of the date in the view snapshots: leave out partial, and no chart dips while a snapshot runs.
    s.state AS snapshot_state,
    -- AWS account, always 12 digits as text.
    e.account_id AS account_id,
    -- Newest known name of the account, null when none is.
    n.account_name AS account_name,
    -- AWS region.
    e.region AS region,
    -- Status of the experiments on that date.
    e.status AS status,
    -- Number of experiments.
    count(*) AS experiments
FROM inference_experiments e
JOIN snapshot_coverage c ON c.account_id = e.account_id AND c.region = e.region AND c.snapshot_date = e.snapshot_date
JOIN snapshots s ON s.snapshot_date = e.snapshot_date
LEFT JOIN names n ON n.account_id = e.account_id
GROUP BY e.snapshot_date, s.state, e.account_id, n.account_name, e.region, e.status;

CREATE OR REPLACE VIEW daily_footprint AS
-- How many instances the shadow variants of experiments with status Running had, by date, account, region and instance type.
SELECT
    -- Date of the snapshot, yyyy-MM-dd.
    e.snapshot_date AS snapshot_date,
    -- State of the date in the view snapshots: leave out partial, and no chart dips while a snapshot runs.
    s.state AS snapshot_state,
    -- AWS account, always 12 digits as text.
    e.account_id AS account_id,
    -- Newest known name of the account, null when none is.
    e.account_name AS account_name,
    -- AWS region.
    e.region AS region,
    -- Instance type.
    e.instance_type AS instance_type,
    -- Number of experiments.
    count(DISTINCT e.arn) AS experiments,
    -- Number of instances of their shadow variants.
    CAST(sum(e.instance_count) AS bigint) AS shadow_instances
FROM experiment_shadow_variants e
JOIN snapshots s ON s.snapshot_date = e.snapshot_date
WHERE e.status = 'Running' AND e.shadow_variant_name IS NOT NULL
GROUP BY e.snapshot_date, s.state, e.account_id, e.account_name, e.region, e.instance_type;

CREATE OR REPLACE VIEW experiment_history AS
-- One row for each change of an experiment. Dates that are not covered are skipped, never read as a change.
WITH names AS (
    SELECT account_id, max_by(account_name, snapshot_date) AS account_name
    FROM snapshot_coverage
    WHERE account_name IS NOT NULL
    GROUP BY account_id
), looks AS (
    SELECT account_id, region, snapshot_date,
        max(CASE WHEN outcome IN ('complete', 'empty') THEN snapshot_date END) OVER (
            PARTITION BY account_id, region ORDER BY snapshot_date ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS covered_before,
        min(CASE WHEN outcome IN ('complete', 'empty') THEN snapshot_date END) OVER (
            PARTITION BY account_id, region ORDER BY snapshot_date ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING) AS covered_after
    FROM snapshot_coverage
), observed AS (
    SELECT e.account_id, e.region, e.arn, e.creation_time, e.name, e.status, e.snapshot_date, c.covered_before, c.covered_after,
        e.status AS status_text,
        CASE WHEN e.shadow_mode_config.shadow_model_variants IS NOT NULL THEN coalesce(array_to_string(list_sort([CAST(v.sampling_percentage AS varchar) FOR v IN e.shadow_mode_config.shadow_model_variants]), ', '), '') END AS sampling_percentage_text,
        coalesce(strftime(e.schedule.start_time, '%Y-%m-%dT%H:%M:%SZ'), '..') || '/' || coalesce(strftime(e.schedule.end_time, '%Y-%m-%dT%H:%M:%SZ'), '..') AS schedule_text,
        CASE WHEN e.model_variants IS NOT NULL THEN coalesce(array_to_string(list_sort([coalesce(v.variant_name, '?') || ': ' || coalesce(v.model_name, '?') || ' on '
            || coalesce(CAST(v.infrastructure_config.real_time_inference_config.instance_count AS varchar), '?') || ' x '
            || coalesce(v.infrastructure_config.real_time_inference_config.instance_type, '?') FOR v IN e.model_variants]), ', '), '') END AS variants_text,
        array_to_string(list_sort([t.key || '=' || coalesce(t.value, '') FOR t IN map_entries(e.tags)]), ', ') AS tags_text
    FROM inference_experiments e
    JOIN looks c ON c.account_id = e.account_id AND c.region = e.region AND c.snapshot_date = e.snapshot_date
), compared AS (
    SELECT o.*,
        lag(o.snapshot_date) OVER (PARTITION BY o.account_id, o.region, o.arn, o.creation_time ORDER BY o.snapshot_date) AS before_date,
        lead(o.snapshot_date) OVER (PARTITION BY o.account_id, o.region, o.arn, o.creation_time ORDER BY o.snapshot_date) AS after_date,
        lag(o.status_text) OVER (PARTITION BY o.account_id, o.region, o.arn, o.creation_time ORDER BY o.snapshot_date) AS status_before,
        lag(o.sampling_percentage_text) OVER (PARTITION BY o.account_id, o.region, o.arn, o.creation_time ORDER BY o.snapshot_date) AS sampling_percentage_before,
        lag(o.schedule_text) OVER (PARTITION BY o.account_id, o.region, o.arn, o.creation_time ORDER BY o.snapshot_date) AS schedule_before,
        lag(o.variants_text) OVER (PARTITION BY o.account_id, o.region, o.arn, o.creation_time ORDER BY o.snapshot_date) AS variants_before,
        lag(o.tags_text) OVER (PARTITION BY o.account_id, o.region, o.arn, o.creation_time, o.tags_text IS NULL ORDER BY o.snapshot_date) AS tags_before,
        lag(o.snapshot_date) OVER (PARTITION BY o.account_id, o.region, o.arn, o.creation_time, o.tags_text IS NULL ORDER BY o.snapshot_date) AS tags_before_date
    FROM observed o
)
SELECT
    -- AWS account, always 12 digits as text.
    e.account_id AS account_id,
    -- Newest known name of the account, null when none is.
    n.account_name AS account_name,
    -- AWS region.
    e.region AS region,
    -- Arn of the experiment.
    e.arn AS arn,
    -- When the experiment was created. With arn its identity over time.
    e.creation_time AS creation_time,
    -- Name of the experiment.
    e.name AS name,
    -- created: not there on from_date, a date on which all of its account region was seen, but on to_date, deleted: the other way round, reappeared: there again after that, else what changed: status, sampling_percentage, schedule, variants, tags.
    k.what AS what,
    -- Before the change: status, percentage, start/end of the schedule (.. when open), name: model on instances of each variant, or key=value of each tag. Of deleted the last status.
    CASE k.what WHEN 'status' THEN e.status_before WHEN 'sampling_percentage' THEN e.sampling_percentage_before WHEN 'schedule' THEN e.schedule_before WHEN 'variants' THEN e.variants_before WHEN 'tags' THEN e.tags_before WHEN 'deleted' THEN e.status END AS from_value,
    -- After the change, in the same form, of created and reappeared the status. Dates on which tags are unknown are skipped.
    CASE k.what WHEN 'status' THEN e.status WHEN 'sampling_percentage' THEN e.sampling_percentage_text WHEN 'schedule' THEN e.schedule_text WHEN 'variants' THEN e.variants_text WHEN 'tags' THEN e.tags_text WHEN 'created' THEN e.status WHEN 'reappeared' THEN e.status END AS to_value,
    -- Last date, yyyy-MM-dd, that shows what was before the change.
    CASE k.what WHEN 'created' THEN e.covered_before WHEN 'reappeared' THEN e.covered_before WHEN 'deleted' THEN e.snapshot_date WHEN 'tags' THEN e.tags_before_date ELSE e.before_date END AS from_date,
    -- First date, yyyy-MM-dd, that shows what is after it. The change came between the two.
    CASE k.what WHEN 'deleted' THEN e.covered_after ELSE e.snapshot_date END AS to_date
FROM compared e
CROSS JOIN (VALUES ('created'), ('deleted'), ('reappeared'), ('status'), ('sampling_percentage'), ('schedule'), ('variants'), ('tags')) AS k (what)
LEFT JOIN names n ON n.account_id = e.account_id
WHERE CASE k.what
    WHEN 'created' THEN e.before_date IS NULL AND e.covered_before IS NOT NULL
    WHEN 'deleted' THEN e.covered_after IS NOT NULL AND (e.after_date IS NULL OR e.covered_after < e.after_date)
    WHEN 'reappeared' THEN e.before_date < e.covered_before
    WHEN 'tags' THEN e.tags_text IS NOT NULL AND e.tags_before_date IS NOT NULL AND e.tags_before <> e.tags_text
    WHEN 'status' THEN e.before_date IS NOT NULL AND e.status_before IS DISTINCT FROM e.status_text
    WHEN 'sampling_percentage' THEN e.before_date IS NOT NULL AND e.sampling_percentage_before IS DISTINCT FROM e.sampling_percentage_text
    WHEN 'schedule' THEN e.before_date IS NOT NULL AND e.schedule_before IS DISTINCT FROM e.schedule_text
    WHEN 'variants' THEN e.before_date IS NOT NULL AND e.variants_before IS DISTINCT FROM e.variants_text
END;

CREATE OR REPLACE VIEW experiment_facts AS
-- One row for each experiment that any snapshot has seen, by arn and creation_time.
WITH names AS (
    SELECT account_id, max_by(account_name, snapshot_date) AS account_name
    FROM snapshot_coverage
    WHERE account_name IS NOT NULL
    GROUP BY account_id
), looks AS (
    SELECT account_id, region, snapshot_date,
        max(CASE WHEN outcome IN ('complete', 'empty') THEN snapshot_date END) OVER (
            PARTITION BY account_id, region ORDER BY snapshot_date ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS covered_before,
        min(CASE WHEN outcome IN ('complete', 'empty') THEN snapshot_date END) OVER (
            PARTITION BY account_id, region ORDER BY snapshot_date ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING) AS covered_after
    FROM snapshot_coverage
), observed AS (
    SELECT e.account_id, e.region, e.arn, e.creation_time, e.name, e.status, e.status_reason, e.endpoint_metadata.failure_reason AS failure_reason,
        e.schedule.start_time AS schedule_start_time, e.schedule.end_time AS schedule_end_time, e.completion_time, e.observed_at, e.snapshot_date, c.covered_after,
        list_max([s.sampling_percentage FOR s IN e.shadow_mode_config.shadow_model_variants]) AS sampling_percentage,
        nullif(CASE WHEN e.model_variants IS NOT NULL THEN coalesce(array_to_string(list_sort([CASE WHEN coalesce(list_bool_or([s.shadow_model_variant_name = m.variant_name FOR s IN e.shadow_mode_config.shadow_model_variants]), false) THEN m.infrastructure_config.real_time_inference_config.instance_type END FOR m IN e.model_variants]), ', '), '') END, '') AS shadow_instance_type,
        CASE WHEN e.model_variants IS NOT NULL THEN CAST(coalesce(list_sum([CASE WHEN NOT coalesce(list_bool_or([s.shadow_model_variant_name = m.variant_name FOR s IN e.shadow_mode_config.shadow_model_variants]), false) THEN m.infrastructure_config.real_time_inference_config.instance_count END FOR m IN e.model_variants]), 0) AS bigint) END AS production_instances,
        CASE WHEN e.model_variants IS NOT NULL THEN CAST(coalesce(list_sum([CASE WHEN coalesce(list_bool_or([s.shadow_model_variant_name = m.variant_name FOR s IN e.shadow_mode_config.shadow_model_variants]), false) THEN m.infrastructure_config.real_time_inference_config.instance_count END FOR m IN e.model_variants]), 0) AS bigint) END AS shadow_instances,
        CASE WHEN e.tags IS NOT NULL THEN row_number() OVER (PARTITION BY e.account_id, e.region, e.arn, e.creation_time, e.tags IS NULL ORDER BY e.snapshot_date DESC) END AS tags_place,
        coalesce(nullif(map_extract_value(e.tags, 'owner'), ''), nullif(map_extract_value(e.tags, 'team'), ''), nullif(map_extract_value(e.tags, 'Owner'), ''), nullif(map_extract_value(e.tags, 'Team'), '')) AS owner,
        row_number() OVER (PARTITION BY e.account_id, e.region, e.arn, e.creation_time ORDER BY e.snapshot_date DESC) AS place,
        row_number() OVER (PARTITION BY e.account_id, e.region, e.arn, e.creation_time ORDER BY CASE WHEN e.status = 'Running' THEN 0 ELSE 1 END, e.snapshot_date DESC) AS use_place
    FROM inference_experiments e
    JOIN looks c ON c.account_id = e.account_id AND c.region = e.region AND c.snapshot_date = e.snapshot_date
), lives AS (
    SELECT e.account_id, e.region, e.arn, e.creation_time, min(e.snapshot_date) AS first_seen, max(e.snapshot_date) AS last_seen, max(e.observed_at) AS last_observed,
        max(CASE WHEN e.place = 1 THEN e.name END) AS name,
        max(CASE WHEN e.place = 1 THEN e.status END) AS status,
        max(CASE WHEN e.place = 1 THEN e.status_reason END) AS status_reason,
        max(CASE WHEN e.place = 1 THEN e.failure_reason END) AS failure_reason,
        max(CASE WHEN e.place = 1 THEN e.schedule_start_time END) AS schedule_start_time,
        max(CASE WHEN e.place = 1 THEN e.schedule_end_time END) AS schedule_end_time,
        max(CASE WHEN e.place = 1 THEN e.sampling_percentage END) AS sampling_percentage,
        max(CASE WHEN e.use_place = 1 THEN e.shadow_instance_type END) AS shadow_instance_type,
        max(CASE WHEN e.use_place = 1 THEN e.production_instances END) AS production_instances,
        max(CASE WHEN e.use_place = 1 THEN e.shadow_instances END) AS shadow_instances,
        max(CASE WHEN e.place = 1 THEN e.covered_after END) AS gone_by,
        max(CASE WHEN e.tags_place = 1 THEN e.owner END) AS owner,
        min(CASE WHEN e.status IN ('Running', 'Stopping', 'Completed') THEN e.snapshot_date END) AS first_running,
        min(CASE WHEN e.status IN ('Running', 'Stopping', 'Completed') THEN e.observed_at END) AS running_by,
        max(CASE WHEN e.status IN ('Creating', 'Created', 'Starting') THEN e.observed_at END) AS waiting_at,
        coalesce(max(CASE WHEN e.place = 1 THEN e.completion_time END), min(CASE WHEN e.status IN ('Completed', 'Cancelled') THEN e.observed_at END)) AS actual_end
    FROM observed e
    GROUP BY e.account_id, e.region, e.arn, e.creation_time
), dated AS (
    SELECT e.*, coalesce(e.actual_end, e.last_observed) AS until,
        CASE WHEN e.first_running IS NULL THEN CASE WHEN e.schedule_start_time <= coalesce(e.actual_end, e.last_observed) THEN e.schedule_start_time END
            WHEN e.schedule_start_time <= e.running_by AND (e.waiting_at IS NULL OR e.waiting_at <= e.schedule_start_time) THEN e.schedule_start_time
            WHEN e.actual_end < e.running_by THEN e.actual_end
            ELSE e.running_by END AS actual_start
    FROM lives e
), judged AS (
    SELECT e.*,
        e.first_running IS NULL AND coalesce(e.schedule_start_time <= e.until, false) AS never_started,
        CASE WHEN e.first_running IS NOT NULL AND e.until > e.actual_start THEN (date_diff('millisecond', e.actual_start, e.until) / 3.6e6) ELSE 0e0 END AS hours_running,
        CASE WHEN e.schedule_end_time IS NULL THEN NULL
            WHEN e.first_running IS NOT NULL AND e.until > e.schedule_end_time THEN (date_diff('millisecond', e.schedule_end_time, e.until) / 3.6e6) ELSE 0e0 END AS overrun_hours
    FROM dated e
)
SELECT
    -- AWS account, always 12 digits as text.
    e.account_id AS account_id,
    -- Newest known name of the account, null when none is.
    n.account_name AS account_name,
    -- AWS region.
    e.region AS region,
    -- Arn of the experiment.
    e.arn AS arn,
    -- When the experiment was created. With arn its identity over time.
    e.creation_time AS creation_time,
    -- Name of the experiment.
    e.name AS name,
    -- Value of the first tag that is set of owner, team, Owner, Team, as of the newest date with known tags.
    e.owner AS owner,
    -- Status when last seen.
    e.status AS status,
    -- Reason of that status: an error message, or what the one who stopped it said.
    e.status_reason AS status_reason,
    -- Why the endpoint failed, when last seen.
    e.failure_reason AS failure_reason,
    -- completed or cancelled, by the status, deleted before either, never_started, running, when it was seen running, else pending.
    CASE WHEN e.status = 'Completed' THEN 'completed' WHEN e.status = 'Cancelled' THEN 'cancelled' WHEN e.gone_by IS NOT NULL THEN 'deleted'
        WHEN e.never_started THEN 'never_started' WHEN e.first_running IS NOT NULL THEN 'running' ELSE 'pending' END AS outcome,
    -- First date that has it, yyyy-MM-dd.
    e.first_seen AS first_seen,
    -- Last date that has it, yyyy-MM-dd.
    e.last_seen AS last_seen,
    -- last_seen and the first date after it on which its account region was seen without it, yyyy-MM-dd/yyyy-MM-dd, null while it is there.
    e.last_seen || '/' || e.gone_by AS deleted_between,
    -- First date with status Running or later, that is Running, Stopping or Completed, yyyy-MM-dd.
    e.first_running AS first_running,
    -- Planned start.
    e.schedule_start_time AS schedule_start_time,
    -- Planned end.
    e.schedule_end_time AS schedule_end_time,
    -- The planned start, if seen waiting after it or running before it, when first seen Running or later (actual_end, if that is earlier). Of one never seen running the planned start, once it has passed before the end.
    e.actual_start AS actual_start,
    -- completion_time, without one, when it was first seen Completed or Cancelled, null while neither.
    e.actual_end AS actual_end,
    -- Whether it ran beyond its planned end: actual_end, or while there is none when it was last seen. Null without a planned end.
    e.overrun_hours > 0 AS overrun,
    -- Hours from the planned end to actual_end, or to when it was last seen, 0 when not beyond, or never seen running.
    e.overrun_hours AS overrun_hours,
    -- Whether its planned start has passed, by the time that it ended or was last seen, and it was never seen Running or later.
    e.never_started AS never_started,
    -- Hours from actual_start to actual_end, or to when it was last seen, 0 when never seen running.
    e.hours_running AS hours_running,
    -- Share of requests that is copied, in percent, when last seen, the largest of several.
    e.sampling_percentage AS sampling_percentage,
    -- Instance type of the shadow variant when last seen Running, else when last seen.
    e.shadow_instance_type AS shadow_instance_type,
    -- Instances of the variants that are no shadow, then.
    e.production_instances AS production_instances,
    -- Instances of the shadow variants, then.
    e.shadow_instances AS shadow_instances,
    -- production_instances times hours_running.
    e.production_instances * e.hours_running AS production_instance_hours,
    -- shadow_instances times hours_running.
    e.shadow_instances * e.hours_running AS shadow_instance_hours
FROM judged e
LEFT JOIN names n ON n.account_id = e.account_id;

COMMENT ON VIEW snapshots IS 'One row for each date that has a snapshot. A date on which nothing was captured has none.';
COMMENT ON COLUMN snapshots.snapshot_date IS 'Date of the snapshot, yyyy-MM-dd.';
COMMENT ON COLUMN snapshots.state IS 'complete when no account region of the date is to be asked again, else partial. A date is also partial, in its manifest alone, while it is uncertain that all accounts were planned.';
COMMENT ON COLUMN snapshots.account_regions IS 'Number of account regions.';
COMMENT ON COLUMN snapshots.complete IS 'Number of account regions with outcome complete.';
COMMENT ON COLUMN snapshots.empty IS 'Number of account regions with outcome empty.';
COMMENT ON COLUMN snapshots.partial IS 'Number of account regions with outcome partial.';
COMMENT ON COLUMN snapshots.unsupported IS 'Number of account regions with outcome unsupported.';
COMMENT ON COLUMN snapshots.blocked IS 'Number of account regions with outcome blocked.';
COMMENT ON COLUMN snapshots.denied IS 'Number of account regions with outcome denied.';
COMMENT ON COLUMN snapshots.throttled IS 'Number of account regions with outcome throttled.';
COMMENT ON COLUMN snapshots.failed IS 'Number of account regions with outcome failed.';
COMMENT ON COLUMN snapshots."rows" IS 'Experiments in the data files.';
COMMENT ON COLUMN snapshots.listed IS 'Experiments that AWS listed: rows + vanished + refused.';
COMMENT ON COLUMN snapshots.vanished IS 'Experiments that were gone when asked for.';
COMMENT ON COLUMN snapshots.refused IS 'Experiments that AWS listed and then would not describe.';
COMMENT ON COLUMN snapshots.tags_denied IS 'Rows whose tags are unknown.';
COMMENT ON COLUMN snapshots.bytes IS 'Bytes of the data files.';
COMMENT ON COLUMN snapshots.api_calls IS 'Requests sent to SageMaker, retries included.';
COMMENT ON COLUMN snapshots.throttled_calls IS 'Requests that AWS throttled.';
COMMENT ON COLUMN snapshots.started_at IS 'When the first reading began.';
COMMENT ON COLUMN snapshots.finished_at IS 'When the last reading ended.';

COMMENT ON VIEW coverage_gaps IS 'Dates between an account region''s first and last coverage row with no row, or with an outcome that is not complete, empty, unsupported or blocked.';
COMMENT ON COLUMN coverage_gaps.snapshot_date IS 'The date, yyyy-MM-dd.';
COMMENT ON COLUMN coverage_gaps.account_id IS 'AWS account, always 12 digits as text.';
COMMENT ON COLUMN coverage_gaps.account_name IS 'Newest known name of the account; null when none is.';
COMMENT ON COLUMN coverage_gaps.region IS 'AWS region.';
COMMENT ON COLUMN coverage_gaps.outcome IS 'partial, denied, throttled or failed; null where there is no coverage row.';
COMMENT ON COLUMN coverage_gaps.error_code IS 'Error code of the outcome.';
COMMENT ON COLUMN coverage_gaps.error_message IS 'Error message of the outcome.';

COMMENT ON VIEW experiments_latest IS 'The experiments of every account region as of its newest date with outcome complete, partial or empty. An account region without any coverage row in the 7 days before the newest coverage date has left.';
COMMENT ON COLUMN experiments_latest."_key" IS 'The experiment''s Arn: the key of a row within one snapshot.';
COMMENT ON COLUMN experiments_latest.arn IS 'Arn of the experiment. Together with creation_time its identity over time: a name can be used again.';
COMMENT ON COLUMN experiments_latest.completion_time IS 'When the experiment completed.';
COMMENT ON COLUMN experiments_latest.creation_time IS 'When the experiment was created.';
COMMENT ON COLUMN experiments_latest.data_storage_config IS 'Where requests and responses are captured to.';
COMMENT ON COLUMN experiments_latest.description IS 'Description as its author gave it.';
COMMENT ON COLUMN experiments_latest.endpoint_metadata IS 'The endpoint that the experiment runs on.';
COMMENT ON COLUMN experiments_latest.last_modified_time IS 'When the experiment was last changed.';
COMMENT ON COLUMN experiments_latest.model_variants IS 'Production and shadow variants.';
COMMENT ON COLUMN experiments_latest.name IS 'Name, unique in an account and region at one time.';
COMMENT ON COLUMN experiments_latest.role_arn IS 'IAM role that SageMaker acts with.';
COMMENT ON COLUMN experiments_latest.schedule IS 'When the experiment is planned to run.';
COMMENT ON COLUMN experiments_latest.shadow_mode_config IS 'The shadow test itself.';
COMMENT ON COLUMN experiments_latest.status IS 'Creating, Created, Updating, Running, Starting, Stopping, Completed or Cancelled.';
COMMENT ON COLUMN experiments_latest.status_reason IS 'Error message, or the reason given when the experiment was stopped.';
COMMENT ON COLUMN experiments_latest.tags IS 'Tags; null when they could not be read, empty when there are none.';
COMMENT ON COLUMN experiments_latest.type IS 'Kind of experiment; ShadowMode is the only one so far.';
COMMENT ON COLUMN experiments_latest.kms_key IS 'KMS key that encrypts the storage of the experiment''s instances.';
COMMENT ON COLUMN experiments_latest.region IS 'AWS region.';
COMMENT ON COLUMN experiments_latest.observed_at IS 'When AWS answered Describe: the instant this row is true for.';
COMMENT ON COLUMN experiments_latest.unmapped IS 'What AWS said that has no column, or another type than its column: JSON path to JSON text.';
COMMENT ON COLUMN experiments_latest.account_id IS 'AWS account, always 12 digits as text.';
COMMENT ON COLUMN experiments_latest.snapshot_date IS 'Date of the snapshot, yyyy-MM-dd.';
COMMENT ON COLUMN experiments_latest.account_name IS 'Newest known name of the account; null when none is.';
COMMENT ON COLUMN experiments_latest.days_old IS 'Days from the row''s snapshot_date to the newest coverage date of the lake.';

COMMENT ON VIEW experiment_variants IS 'The variants of every experiment on every date; one row each.';
COMMENT ON COLUMN experiment_variants.snapshot_date IS 'Date of the snapshot, yyyy-MM-dd.';
COMMENT ON COLUMN experiment_variants.account_id IS 'AWS account, always 12 digits as text.';
COMMENT ON COLUMN experiment_variants.account_name IS 'Newest known name of the account; null when none is.';
COMMENT ON COLUMN experiment_variants.region IS 'AWS region.';
COMMENT ON COLUMN experiment_variants.arn IS 'Arn of the experiment.';
COMMENT ON COLUMN experiment_variants.creation_time IS 'When the experiment was created. With arn its identity over time.';
COMMENT ON COLUMN experiment_variants.name IS 'Name of the experiment.';
COMMENT ON COLUMN experiment_variants.status IS 'Status of the experiment on that date.';
COMMENT ON COLUMN experiment_variants.variant_name IS 'Name of the variant; null where the experiment has none.';
COMMENT ON COLUMN experiment_variants.variant_role IS 'shadow when shadow_mode_config names it as a shadow variant, else production.';
COMMENT ON COLUMN experiment_variants.model_name IS 'SageMaker model that the variant serves.';
COMMENT ON COLUMN experiment_variants.variant_status IS 'Status of the variant.';
COMMENT ON COLUMN experiment_variants.infrastructure_type IS 'Kind of infrastructure.';
COMMENT ON COLUMN experiment_variants.instance_type IS 'Instance type.';
COMMENT ON COLUMN experiment_variants.instance_count IS 'Number of instances.';

COMMENT ON VIEW experiment_shadow_variants IS 'The shadow variants of every experiment on every date; one row each.';
COMMENT ON COLUMN experiment_shadow_variants.snapshot_date IS 'Date of the snapshot, yyyy-MM-dd.';
COMMENT ON COLUMN experiment_shadow_variants.account_id IS 'AWS account, always 12 digits as text.';
COMMENT ON COLUMN experiment_shadow_variants.account_name IS 'Newest known name of the account; null when none is.';
COMMENT ON COLUMN experiment_shadow_variants.region IS 'AWS region.';
COMMENT ON COLUMN experiment_shadow_variants.arn IS 'Arn of the experiment.';
COMMENT ON COLUMN experiment_shadow_variants.creation_time IS 'When the experiment was created. With arn its identity over time.';
COMMENT ON COLUMN experiment_shadow_variants.name IS 'Name of the experiment.';
COMMENT ON COLUMN experiment_shadow_variants.status IS 'Status of the experiment on that date.';
COMMENT ON COLUMN experiment_shadow_variants.source_variant_name IS 'Variant whose traffic is copied.';
COMMENT ON COLUMN experiment_shadow_variants.shadow_variant_name IS 'Variant that receives the copy; null where the experiment has none.';
COMMENT ON COLUMN experiment_shadow_variants.sampling_percentage IS 'Share of requests that is copied, in percent.';
COMMENT ON COLUMN experiment_shadow_variants.model_name IS 'Model of the shadow variant.';
COMMENT ON COLUMN experiment_shadow_variants.instance_type IS 'Instance type of the shadow variant.';
COMMENT ON COLUMN experiment_shadow_variants.instance_count IS 'Number of instances of the shadow variant.';
COMMENT ON COLUMN experiment_shadow_variants.schedule_start_time IS 'Planned start.';
COMMENT ON COLUMN experiment_shadow_variants.schedule_end_time IS 'Planned end.';
COMMENT ON COLUMN experiment_shadow_variants.completion_time IS 'When the experiment completed.';

COMMENT ON VIEW experiment_tags IS 'The tags of every experiment on every date; one row each.';
COMMENT ON COLUMN experiment_tags.snapshot_date IS 'Date of the snapshot, yyyy-MM-dd.';
COMMENT ON COLUMN experiment_tags.account_id IS 'AWS account, always 12 digits as text.';
COMMENT ON COLUMN experiment_tags.account_name IS 'Newest known name of the account; null when none is.';
COMMENT ON COLUMN experiment_tags.region IS 'AWS region.';
COMMENT ON COLUMN experiment_tags.arn IS 'Arn of the experiment.';
COMMENT ON COLUMN experiment_tags.creation_time IS 'When the experiment was created. With arn its identity over time.';
COMMENT ON COLUMN experiment_tags.name IS 'Name of the experiment.';
COMMENT ON COLUMN experiment_tags.status IS 'Status of the experiment on that date.';
COMMENT ON COLUMN experiment_tags.tag_key IS 'Key; null where the experiment has no tags.';
COMMENT ON COLUMN experiment_tags.tag_value IS 'Value.';
COMMENT ON COLUMN experiment_tags.tags_known IS 'False where the tags could not be read: nobody knows whether there are any.';

COMMENT ON VIEW daily_status IS 'How many experiments had which status, by date, account and region.';
COMMENT ON COLUMN daily_status.snapshot_date IS 'Date of the snapshot, yyyy-MM-dd.';
COMMENT ON COLUMN daily_status.snapshot_state IS 'State of the date in the view snapshots: leave out partial, and no chart dips while a snapshot runs.';
COMMENT ON COLUMN daily_status.account_id IS 'AWS account, always 12 digits as text.';
COMMENT ON COLUMN daily_status.account_name IS 'Newest known name of the account; null when none is.';
COMMENT ON COLUMN daily_status.region IS 'AWS region.';
COMMENT ON COLUMN daily_status.status IS 'Status of the experiments on that date.';
COMMENT ON COLUMN daily_status.experiments IS 'Number of experiments.';

COMMENT ON VIEW daily_footprint IS 'How many instances the shadow variants of experiments with status Running had, by date, account, region and instance type.';
COMMENT ON COLUMN daily_footprint.snapshot_date IS 'Date of the snapshot, yyyy-MM-dd.';
COMMENT ON COLUMN daily_footprint.snapshot_state IS 'State of the date in the view snapshots: leave out partial, and no chart dips while a snapshot runs.';
COMMENT ON COLUMN daily_footprint.account_id IS 'AWS account, always 12 digits as text.';
COMMENT ON COLUMN daily_footprint.account_name IS 'Newest known name of the account; null when none is.';
COMMENT ON COLUMN daily_footprint.region IS 'AWS region.';
COMMENT ON COLUMN daily_footprint.instance_type IS 'Instance type.';
COMMENT ON COLUMN daily_footprint.experiments IS 'Number of experiments.';
COMMENT ON COLUMN daily_footprint.shadow_instances IS 'Number of instances of their shadow variants.';

COMMENT ON VIEW experiment_history IS 'One row for each change of an experiment. Dates that are not covered are skipped, never read as a change.';
COMMENT ON COLUMN experiment_history.account_id IS 'AWS account, always 12 digits as text.';
COMMENT ON COLUMN experiment_history.account_name IS 'Newest known name of the account; null when none is.';
COMMENT ON COLUMN experiment_history.region IS 'AWS region.';
COMMENT ON COLUMN experiment_history.arn IS 'Arn of the experiment.';
COMMENT ON COLUMN experiment_history.creation_time IS 'When the experiment was created. With arn its identity over time.';
COMMENT ON COLUMN experiment_history.name IS 'Name of the experiment.';
COMMENT ON COLUMN experiment_history.what IS 'created: not there on from_date, a date on which all of its account region was seen, but on to_date; deleted: the other way round; reappeared: there again after that; else what changed: status, sampling_percentage, schedule, variants, tags.';
COMMENT ON COLUMN experiment_history.from_value IS 'Before the change: status, percentage, start/end of the schedule (.. when open), name: model on instances of each variant, or key=value of each tag. Of deleted the last status.';
COMMENT ON COLUMN experiment_history.to_value IS 'After the change, in the same form; of created and reappeared the status. Dates on which tags are unknown are skipped.';
COMMENT ON COLUMN experiment_history.from_date IS 'Last date, yyyy-MM-dd, that shows what was before the change.';
COMMENT ON COLUMN experiment_history.to_date IS 'First date, yyyy-MM-dd, that shows what is after it. The change came between the two.';

COMMENT ON VIEW experiment_facts IS 'One row for each experiment that any snapshot has seen, by arn and creation_time.';
COMMENT ON COLUMN experiment_facts.account_id IS 'AWS account, always 12 digits as text.';
COMMENT ON COLUMN experiment_facts.account_name IS 'Newest known name of the account; null when none is.';
COMMENT ON COLUMN experiment_facts.region IS 'AWS region.';
COMMENT ON COLUMN experiment_facts.arn IS 'Arn of the experiment.';
COMMENT ON COLUMN experiment_facts.creation_time IS 'When the experiment was created. With arn its identity over time.';
COMMENT ON COLUMN experiment_facts.name IS 'Name of the experiment.';
COMMENT ON COLUMN experiment_facts.owner IS 'Value of the first tag that is set of owner, team, Owner, Team, as of the newest date with known tags.';
COMMENT ON COLUMN experiment_facts.status IS 'Status when last seen.';
COMMENT ON COLUMN experiment_facts.status_reason IS 'Reason of that status: an error message, or what the one who stopped it said.';
COMMENT ON COLUMN experiment_facts.failure_reason IS 'Why the endpoint failed, when last seen.';
COMMENT ON COLUMN experiment_facts.outcome IS 'completed or cancelled, by the status; deleted before either; never_started; running, when it was seen running; else pending.';
COMMENT ON COLUMN experiment_facts.first_seen IS 'First date that has it, yyyy-MM-dd.';
COMMENT ON COLUMN experiment_facts.last_seen IS 'Last date that has it, yyyy-MM-dd.';
COMMENT ON COLUMN experiment_facts.deleted_between IS 'last_seen and the first date after it on which its account region was seen without it, yyyy-MM-dd/yyyy-MM-dd; null while it is there.';
COMMENT ON COLUMN experiment_facts.first_running IS 'First date with status Running or later, that is Running, Stopping or Completed, yyyy-MM-dd.';
COMMENT ON COLUMN experiment_facts.schedule_start_time IS 'Planned start.';
COMMENT ON COLUMN experiment_facts.schedule_end_time IS 'Planned end.';
COMMENT ON COLUMN experiment_facts.actual_start IS 'The planned start; if seen waiting after it or running before it, when first seen Running or later (actual_end, if that is earlier). Of one never seen running the planned start, once it has passed before the end.';
COMMENT ON COLUMN experiment_facts.actual_end IS 'completion_time; without one, when it was first seen Completed or Cancelled; null while neither.';
COMMENT ON COLUMN experiment_facts.overrun IS 'Whether it ran beyond its planned end: actual_end, or while there is none when it was last seen. Null without a planned end.';
COMMENT ON COLUMN experiment_facts.overrun_hours IS 'Hours from the planned end to actual_end, or to when it was last seen; 0 when not beyond, or never seen running.';
COMMENT ON COLUMN experiment_facts.never_started IS 'Whether its planned start has passed, by the time that it ended or was last seen, and it was never seen Running or later.';
COMMENT ON COLUMN experiment_facts.hours_running IS 'Hours from actual_start to actual_end, or to when it was last seen; 0 when never seen running.';
COMMENT ON COLUMN experiment_facts.sampling_percentage IS 'Share of requests that is copied, in percent, when last seen; the largest of several.';
COMMENT ON COLUMN experiment_facts.shadow_instance_type IS 'Instance type of the shadow variant when last seen Running, else when last seen.';
COMMENT ON COLUMN experiment_facts.production_instances IS 'Instances of the variants that are no shadow, then.';
COMMENT ON COLUMN experiment_facts.shadow_instances IS 'Instances of the shadow variants, then.';
COMMENT ON COLUMN experiment_facts.production_instance_hours IS 'production_instances times hours_running.';
COMMENT ON COLUMN experiment_facts.shadow_instance_hours IS 'shadow_instances times hours_running.';

