<?php
// Prints the last three entries of a wiki's log. Usage: php last-three.php URL-OF-API.PHP
$query = http_build_query([
    'action' => 'query',
    'format' => 'json',
    'list' => 'logevents',
    'lelimit' => '3',
]);
$call = curl_init($argv[1] . '?' . $query);
curl_setopt_array($call, [CURLOPT_RETURNTRANSFER => true, CURLOPT_FAILONERROR => true, CURLOPT_TIMEOUT => 10]);
$body = curl_exec($call);
if ($body === false) {
    fwrite(STDERR, curl_error($call) . PHP_EOL);
    exit(1);
}
foreach (json_decode($body, true)['query']['logevents'] as $entry) {
    echo 'There is ' . $entry['type'] . ' log for page ' . $entry['title'] . PHP_EOL;
}
