-- Each state a customer was in, with the time it was valid. Made of the log by window functions, so
-- it can be rebuilt at any time; a snapshot taken on each load would lose what arrives late.
with changes as (

    select
        *,
        lead(ts_ms) over (partition by customer_id order by lsn) as next_ts_ms,
        lead(op) over (partition by customer_id order by lsn) as next_op
    from {{ ref('stg_customer_events') }}

),

-- Of several changes in one millisecond only the last was ever seen by anybody.
lasting as (

    select *
    from changes
    where op <> 'd' and (next_ts_ms is null or next_ts_ms > ts_ms)

)

select
    customer_id,
    cast(row_number() over (partition by customer_id order by lsn) as bigint) as version,
    lsn,
    tier,
    email_hash,
    ts_ms as valid_from_ms,
    next_ts_ms as valid_to_ms,
    coalesce(next_op = 'd', false) as ended_by_delete
from lasting
