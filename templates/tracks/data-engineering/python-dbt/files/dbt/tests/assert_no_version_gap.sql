-- A state ends where the next one begins, unless the customer was deleted in between.
select earlier.customer_id, earlier.version
from {{ ref('dim_customer') }} as earlier
inner join {{ ref('dim_customer') }} as later
    on earlier.customer_id = later.customer_id and earlier.version + 1 = later.version
where not earlier.ended_by_delete and earlier.valid_to <> later.valid_from
