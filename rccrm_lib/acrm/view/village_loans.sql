-- One row per month (this one, and the one to compare with) and village: what its customers owe, and how much of it is bad.
CREATE OR REPLACE TEMP TABLE view_village_loans AS
SELECT loans.month, customers.village_id, sum(loans.balance_fen)::BIGINT AS loan_fen,
       coalesce(sum(loans.balance_fen) FILTER (WHERE loans.class5 >= '3'), 0)::BIGINT AS npl_fen
FROM (
  SELECT month, src_sys, cust_no, balance_fen, class5 FROM loan_history
  WHERE class5 IS NOT NULL AND balance_fen > 0
    AND month IN (SELECT unnest([month, compared_month]) FROM village_rule)
) loans
JOIN links USING (src_sys, cust_no)
JOIN customers USING (customer_id)
WHERE customers.village_id IS NOT NULL
GROUP BY loans.month, customers.village_id
