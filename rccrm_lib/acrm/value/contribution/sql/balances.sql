-- One row per month and contract with a balance, by numbers: account numbers are looked up once for all months.
CREATE OR REPLACE TEMP TABLE value_balances AS
SELECT months.month_no, contracts.contract_no, bal.balance_fen, bal.accumulation_fen_day AS fen_day
FROM bal_month_history bal
JOIN value_months months USING (month)
JOIN value_contracts contracts USING (account_id)
