/** Paths that scanners ask for everywhere and that the site does not have. */
export const phpProbes = [
  "/index.php",
  "/admin.php",
  "/config.php",
  "/info.php",
  "/phpinfo.php",
  "/test.php",
  "/upload.php",
  "/shell.php",
  "/cmd.php",
  "/setup.php",
  "/install.php",
  "/backup.php",
  "/db.php",
  "/wp-login.php",
  "/xmlrpc.php",
  "/wp-admin/setup-config.php",
  "/wp-content/uploads/up.php",
  "/phpmyadmin/index.php",
  "/pma/index.php",
  "/mysql/admin.php",
  "/vendor/phpunit/eval-stdin.php",
  "/user/register.php",
  "/api/login.php",
  "/data/cache/1.php",
] as const;

/** Folders of appliances and consoles. */
export const folderProbes = [
  "/HNAP1/",
  "/manager/html/",
  "/cgi-bin/",
  "/solr/",
  "/jenkins/",
  "/console/",
  "/remote/login/",
  "/boaform/admin/",
] as const;

/** Names that scanners call themselves. */
export const scannerAgents = [
  "Mozilla/5.0 zgrab/0.x",
  "python-requests/2.31.0",
  "curl/7.88.1",
  "Go-http-client/1.1",
] as const;
