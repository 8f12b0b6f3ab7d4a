-- One row for each change of an order. Of a deleted order the last values are known from `before`.
with events as (

    select
        lsn,
        ts_ms,
        op,
        load_seq,
        cast(pk as bigint) as order_id,
        coalesce(after, before) as image
    from {{ source('raw', 'cdc_events') }}
    where source_table = 'orders'

)

select
    lsn,
    ts_ms,
    op,
    load_seq,
    order_id,
    cast({{ json_text('image', 'customer_id') }} as bigint) as customer_id,
    {{ json_text('image', 'status') }} as status,
    cast({{ json_text('image', 'amount_cents') }} as bigint) as amount_cents,
    cast({{ json_text('image', 'created_at_ms') }} as bigint) as created_at_ms
from events
