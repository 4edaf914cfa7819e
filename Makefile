# rccrm: two commands are enough for a first look: make setup, make demo. `make help` lists the rest.
# PYTHON=/path/to/python3.x chooses an interpreter; MEMBER, MONTH and CONFIG choose what `make demo` runs,
# WORKERS=1 how many processes test.

PYTHON ?=
MEMBER ?= 360199
MONTH  ?= 2026-09
CONFIG ?= config.toml
PORT   ?= 8866
WORKERS ?= 2
IN_ENV := sh tools/with-env

.DEFAULT_GOAL := help
.PHONY: help setup setup-dev demo test lint lab apps docs lock clean distclean

help: ## list the targets 列出命令
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-10s %s\n", $$1, $$2}' Makefile

setup: ## make .venv from the hashed lock 安装运行环境
	@sh tools/setup.sh run "$(PYTHON)"

setup-dev: ## the same with the developers' tools 安装开发环境
	@sh tools/setup.sh dev "$(PYTHON)"

demo: setup ## run the sample month end to end 运行样例月份
	@$(IN_ENV) rccrm run --month "$(MONTH)" --member "$(MEMBER)" --config "$(CONFIG)"

apps: setup ## serve the pages on 127.0.0.1, with sign-in 启动页面(需登录)
	@$(IN_ENV) rccrm serve --config "$(CONFIG)" --port "$(PORT)"

lab: setup ## open the notebooks in JupyterLab 打开笔记本
	@$(IN_ENV) jupyter lab notebooks

lint: setup-dev ## ruff and mypy 代码检查
	@$(IN_ENV) ruff check .
	@$(IN_ENV) mypy

test: lint ## lint, pytest and the notebooks 全部测试
	@$(IN_ENV) python -m pytest -n $(WORKERS) --nbval-lax --nbval-current-env tests notebooks/*.ipynb notebooks/apps/*.ipynb

docs: setup-dev ## rewrite the generated pages and environment.yml 重写生成的文件
	@$(IN_ENV) python tools/environment.py
	@$(IN_ENV) python tools/data_dictionary.py
	@$(IN_ENV) python tools/field_register.py
	@$(IN_ENV) python tools/requirements.py

lock: setup-dev ## resolve the locks again; needs uv 重新生成锁文件
	@$(IN_ENV) python tools/lock.py

clean: ## remove caches 清除缓存
	@rm -rf .state .pytest_cache .mypy_cache .ruff_cache .hypothesis build dist *.egg-info
	@find . -path ./.venv -prune -o -name __pycache__ -type d -prune -exec rm -rf {} +

distclean: clean ## remove .venv too 连同 .venv 一并删除
	@rm -rf .venv
