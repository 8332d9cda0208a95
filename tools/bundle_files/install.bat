@echo off
rem Installs accession without a network; only Python {python} is needed.
rem Double-click this file in the unpacked folder, or run: install.bat --into FOLDER
setlocal
for /f "tokens=2 delims=:." %%p in ('chcp') do set "page=%%p"
chcp 65001 >nul
set "code=1"
if not exist "%~dp0install.py" goto packed
py -{python} -c "" >nul 2>nul
if not errorlevel 1 goto fitting
py -3 -c "" >nul 2>nul
if not errorlevel 1 goto newest
python -c "" >nul 2>nul
if not errorlevel 1 goto plain
goto nothing

:fitting
py -{python} "%~dp0install.py" %*
set "code=%errorlevel%"
goto end

:newest
py -3 "%~dp0install.py" %*
set "code=%errorlevel%"
goto end

:plain
python "%~dp0install.py" %*
set "code=%errorlevel%"
goto end

:packed
echo 请先把压缩包整个解压，再双击解压后文件夹里的 install.bat。
goto end

:nothing
echo 没有找到 Python。请先安装 Python {python}（安装时勾选 Add python.exe to PATH），再双击本文件。
goto end

:end
if "%~1"=="" pause
chcp %page% >nul
exit /b %code%
