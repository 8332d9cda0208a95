@echo off
rem Installs accession without a network; only Python 3.11 or newer is needed.
rem Double-click this file, or run: install.bat --into FOLDER
chcp 65001 >nul
where py >nul 2>nul
if %errorlevel%==0 (py -3 "%~dp0install.py" %*) else (python "%~dp0install.py" %*)
if "%~1"=="" pause
