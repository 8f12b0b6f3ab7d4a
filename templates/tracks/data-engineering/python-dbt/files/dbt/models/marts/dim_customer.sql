-- Customers with history (type 2): one row for each state, one current row for each customer there is.
select
    cast(customer_id as varchar) || '-' || cast(version as varchar) as customer_key,
    customer_id,
    version,
    tier,
    email_hash,
    {{ epoch_ms_to_utc('valid_from_ms') }} as valid_from,
    {{ epoch_ms_to_utc('valid_to_ms') }} as valid_to,
    valid_to_ms is null as is_current,
    ended_by_delete
from {{ ref('int_customer_versions') }}
