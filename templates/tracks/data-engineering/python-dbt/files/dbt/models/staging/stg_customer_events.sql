-- One row for each change of a customer. Name and street end here, the e-mail address goes on as a hash.
with events as (

    select
        lsn,
        ts_ms,
        op,
        load_seq,
        cast(pk as bigint) as customer_id,
        coalesce(after, before) as image
    from {{ source('raw', 'cdc_events') }}
    where source_table = 'customers'

)

select
    lsn,
    ts_ms,
    op,
    load_seq,
    customer_id,
    {{ json_text('image', 'tier') }} as tier,
    {{ sha256_hex("'" ~ var('pii_salt') | replace("'", "''") ~ "' || lower(" ~ json_text('image', 'email') ~ ")") }}
        as email_hash
from events
