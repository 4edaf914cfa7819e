-- Synthetic tables of a full-size member: $n customers, 13 months. Values are drawn from a hash of the key: the same each time.
CREATE TABLE customers AS
SELECT 'C' || lpad(i::VARCHAR, 9, '0') AS customer_id, (hash(i, 1) % 10)::VARCHAR AS occupation,
       DATE '1940-01-01' + (hash(i, 2) % 24000)::INTEGER AS birth_on, hash(i, 3) % 50 = 0 AS refuses_marketing, NULL::DATE AS death_on, i
FROM range($n) t(i);

CREATE TABLE customer_months AS
SELECT customer_id, CASE WHEN i % 40 = 0 THEN 'COMPANY' WHEN i % 7 = 0 THEN 'URBAN' ELSE 'FARM' END AS nature,
       CASE WHEN i % 40 = 0 THEN 'org' ELSE 'person' END AS party_kind, 2 AS n_accounts, 1 + (hash(i, 4) % 5)::BIGINT AS n_products,
       hash(i, 5) % 3 = 0 AS has_time, hash(i, 6) % 20 = 0 AS has_wealth, hash(i, 7) % 6 = 0 AS has_loan, hash(i, 8) % 4 > 0 AS has_card,
       hash(i, 9) % 5 < 2 AS has_mobile_bank, hash(i, 10) % 15 = 0 AS has_merchant, hash(i, 11) % 6 = 0 AS has_share,
       hash(i, 12) % 8 = 0 AS has_payroll, (exp(8 + (hash(i, 13) % 900) / 100))::BIGINT AS aum_avg_fen,
       (exp(7 + (hash(i, 14) % 900) / 100))::BIGINT AS demand_avg_fen,
       CASE WHEN hash(i, 7) % 6 = 0 THEN (exp(14 + (hash(i, 15) % 300) / 100))::BIGINT ELSE 0 END AS loan_end_fen,
       (hash(i, 16) % 240)::BIGINT AS tenure_months, DATE '2026-09-30' - (hash(i, 17) % 400)::INTEGER AS last_active_on,
       'V' || (hash(i, 18) % 300)::VARCHAR AS village_id, 'H' || (i // 3)::VARCHAR AS household_id
FROM customers;

CREATE TABLE months AS SELECT strftime(DATE '2025-09-01' + to_months(m::INTEGER), '%Y-%m') AS month, m FROM range(13) t(m);

CREATE TABLE customer_history AS
SELECT customer_id, month, (exp(8 + (hash(i, 13) % 900) / 100) * (1 + (hash(i, m, 20) % 40) / 100))::BIGINT AS aum_avg_fen,
       (hash(i, m, 21) % 2000000 * (1 + 4 * (m = 5 AND i % 9 = 0)::INT))::BIGINT AS customer_in_fen,
       (hash(i, m, 22) % 2000000)::BIGINT AS customer_out_fen
FROM customers CROSS JOIN months ORDER BY month, customer_id;

CREATE TABLE account_links AS
SELECT 'A' || lpad((i * 3 + k)::VARCHAR, 12, '0') AS account_id, customer_id, 'owner' AS role,
       CASE k WHEN 0 THEN 'demand' WHEN 1 THEN 'time' ELSE 'loan' END AS kind
FROM customers CROSS JOIN range(3) t(k) WHERE k = 0 OR hash(i, 5 + k) % 3 < 2;

CREATE TABLE txn_history AS
SELECT month, 'A' || lpad((hash(x, 31) % $n * 3)::VARCHAR, 12, '0') AS account_id, CASE WHEN hash(x, 32) % 2 = 0 THEN 'C' ELSE 'D' END AS dc,
       ['CTR', 'ATM', 'MOB', 'POS', 'AGT', 'SYS'][(hash(x, 33) % 6 + 1)::INT] AS channel,
       ['DEP', 'WDR', 'TRI', 'TRO', 'PAY', 'REP'][(hash(x, 34) % 6 + 1)::INT] AS summary,
       CASE WHEN hash(x, 35) % 8 > 0 THEN 'C' ELSE 'S' END AS initiator, FALSE AS own_flag,
       CASE WHEN hash(x, 36) % 3 = 0 THEN '102' END AS counter_bank, (hash(x, 37) % 500000)::BIGINT AS amount_fen
FROM range(6000000) t(x) JOIN months ON m = x % 13;

CREATE TABLE payroll_history AS
SELECT month, account_id, CASE WHEN hash(account_id) % 2 = 0 THEN '1' ELSE '2' END AS kind, 300000::BIGINT AS amount_fen
FROM account_links CROSS JOIN months WHERE kind = 'demand' AND hash(account_id, 5) % 8 = 0;

CREATE TABLE acct_time AS
SELECT account_id, DATE '2024-01-01' + (hash(account_id, 6) % 900)::INTEGER AS open_on,
       DATE '2025-10-01' + (hash(account_id, 7) % 900)::INTEGER AS mature_on, NULL::DATE AS close_on, '0' AS status, 500000::BIGINT AS balance_fen
FROM account_links WHERE kind = 'time';

CREATE TABLE loan AS
SELECT account_id AS loan_id, DATE '2026-10-01' + (hash(account_id, 8) % 900)::INTEGER AS due_on, 0::BIGINT AS overdue_days, 90000::BIGINT AS balance_fen
FROM account_links WHERE kind = 'loan';

CREATE TABLE links AS SELECT 'ARCH' AS src_sys, i::VARCHAR AS cust_no, customer_id FROM customers WHERE i % 3 = 0;
CREATE TABLE household_archive AS SELECT src_sys, cust_no, NULL::DATE AS away_since_on FROM links;
CREATE TABLE village AS SELECT 'V' || v::VARCHAR AS village_id, 'T' || (v % 20)::VARCHAR AS township, 900 AS households FROM range(300) t(v);
CREATE TABLE tiers AS
SELECT customer_id, '2026-09' AS month, ['MASS', 'POTENTIAL', 'QUALITY', 'VIP'][(1 + hash(customer_id, 1) % 4)::INT] AS tier FROM customers;
CREATE TABLE previous_tags (customer_id VARCHAR, tag VARCHAR, kind VARCHAR, source VARCHAR, evidence VARCHAR, confidence DOUBLE,
                            confidence_from VARCHAR, start_on DATE, end_on DATE, is_seen BOOLEAN);
