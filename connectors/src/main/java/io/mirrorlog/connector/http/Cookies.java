package io.mirrorlog.connector.http;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import okhttp3.Cookie;
import okhttp3.CookieJar;
import okhttp3.HttpUrl;

/** Keeps in memory what a server wants to be told again, at most {@value #MOST} cookies. Safe for many threads. */
final class Cookies implements CookieJar {

    private static final int MOST = 50;

    private final InstantSource clock;

    /** By domain, path and name, the oldest first. */
    private final Map<String, Cookie> kept = new LinkedHashMap<>();

    Cookies(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public synchronized void saveFromResponse(HttpUrl url, List<Cookie> cookies) {
        for (Cookie cookie : cookies) {
            String key = cookie.domain() + cookie.path() + " " + cookie.name();
            kept.remove(key);
            kept.put(key, cookie);
        }
        while (kept.size() > MOST) {
            kept.remove(kept.keySet().iterator().next());
        }
    }

    @Override
    public synchronized List<Cookie> loadForRequest(HttpUrl url) {
        long present = clock.instant().toEpochMilli();
        kept.values().removeIf(cookie -> cookie.expiresAt() < present);
        List<Cookie> wanted = new ArrayList<>();
        for (Cookie cookie : kept.values()) {
            if (cookie.matches(url)) {
                wanted.add(cookie);
            }
        }
        return wanted;
    }
}
