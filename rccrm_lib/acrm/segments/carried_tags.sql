-- One row per customer, tag and source: what is seen this month, and what was seen before and has not ended yet.
-- Seen again before its end: the start stays. A rule that is gone from the settings, or whose source is not supplied
-- any more, gives no tag and carries none. Of a customer who is gone, or has begun to refuse, no need is carried.
CREATE OR REPLACE TABLE tags AS
WITH before AS (
  SELECT customer_id, tag, source, kind, min(start_on) AS start_on, max(end_on) AS end_on,
         arg_max(evidence, (end_on, evidence)) AS evidence, max(confidence) AS confidence,
         min(confidence_from) AS confidence_from
  FROM previous_tags
  JOIN customer_features features USING (customer_id)
  WHERE (source <> 'rule' OR list_contains($rules, tag)) AND NOT (kind = 'need' AND features.refuses_marketing)
  GROUP BY customer_id, tag, source, kind
)
SELECT
  found.customer_id, found.tag, found.kind, found.source, found.evidence, found.confidence, found.confidence_from,
  coalesce(before.start_on, $as_of)::DATE AS start_on,
  found.end_on,
  TRUE AS is_seen
FROM found_tags found
LEFT JOIN before
  ON before.customer_id = found.customer_id AND before.tag = found.tag AND before.source = found.source
  AND before.end_on >= $from_on
UNION ALL
SELECT customer_id, tag, kind, source, evidence, confidence, confidence_from, start_on, end_on, FALSE
FROM before
ANTI JOIN found_tags USING (customer_id, tag, source)
WHERE end_on >= $as_of
