-- One row per element of the nine: persons who lack it.
WITH lacking AS (
  SELECT unnest(string_split(missing_elements, ',')) AS element
  FROM customers
  WHERE party_kind = 'person' AND missing_elements <> ''
)
SELECT trim(element) AS element, count(*)::BIGINT AS n
FROM lacking
GROUP BY ALL
ORDER BY n DESC, element
