-- One row per decided pair: whether the month came out as the answer says, and whether the data changed since.
CREATE OR REPLACE TABLE decided_pairs AS
SELECT d.* EXCLUDE (a_src_sys, a_cust_no, b_src_sys, b_cust_no),
       (x.customer_id = y.customer_id) = (d.decision = 'same') AS is_kept, a_src_sys, a_cust_no, b_src_sys, b_cust_no
FROM decided_pairs d JOIN links x ON x.src_sys = a_src_sys AND x.cust_no = a_cust_no
JOIN links y ON y.src_sys = b_src_sys AND y.cust_no = b_cust_no
ORDER BY a_src_sys, a_cust_no, b_src_sys, b_cust_no;

-- One row per pair and reason. Pairs that the data have settled meanwhile are not asked; a changed name is asked although
-- it was merged; an answer is asked again when it is outdated or could not act.
CREATE OR REPLACE TABLE review_pairs AS
WITH asked AS (
    SELECT a, b, reason FROM reviews ANTI JOIN decided_pairs USING (a, b)
    UNION ALL SELECT a, b, 'ANSWER_OUTDATED' FROM decided_pairs WHERE is_outdated
    UNION ALL SELECT a, b, 'ANSWERS_DISAGREE' FROM decided_pairs WHERE NOT is_kept
)
SELECT DISTINCT a.src_sys AS a_src_sys, a.cust_no AS a_cust_no, b.src_sys AS b_src_sys, b.cust_no AS b_cust_no,
       v.reason, x.customer_id AS a_customer_id, y.customer_id AS b_customer_id
FROM asked v JOIN records a ON a.rid = v.a JOIN records b ON b.rid = v.b
JOIN links x ON x.src_sys = a.src_sys AND x.cust_no = a.cust_no
JOIN links y ON y.src_sys = b.src_sys AND y.cust_no = b.cust_no
WHERE starts_with(v.reason, 'ANSWER') OR (x.customer_id = y.customer_id) = (v.reason = 'NAME_CHANGED')
ORDER BY ALL;
