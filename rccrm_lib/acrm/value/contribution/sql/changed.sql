-- One row per contract and earlier month in which its terms were others than now: repriced, reclassified. Few.
CREATE OR REPLACE TEMP TABLE value_changed AS
SELECT newest.contract_no, masters.*
FROM value_masters masters
JOIN value_newest newest USING (account_id, kind)
WHERE masters.month < $month
  AND (masters.rate, masters.price_on, masters.term_months, masters.code, masters.agri_flag, masters.inclusive_flag,
       masters.amount_fen)
    IS DISTINCT FROM (newest.rate, newest.price_on, newest.term_months, newest.code, newest.agri_flag, newest.inclusive_flag,
       newest.amount_fen)
