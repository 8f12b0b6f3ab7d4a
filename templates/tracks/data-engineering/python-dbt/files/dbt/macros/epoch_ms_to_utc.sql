{# A timestamp in UTC. to_timestamp() would follow the session's time zone. #}
{% macro epoch_ms_to_utc(ms) %}{{ return(adapter.dispatch('epoch_ms_to_utc')(ms)) }}{% endmacro %}

{% macro default__epoch_ms_to_utc(ms) -%}
    make_timestamp({{ ms }} * 1000)
{%- endmacro %}
