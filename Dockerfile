# Mirrorlog in a small image of its own: docker build -t mirrorlog . && docker run … (docs/install.md)

FROM maven:3-eclipse-temurin-25 AS build
WORKDIR /src
COPY . .
RUN mvn -q -B -DskipTests package

# Java as far as the agent needs it, and the archive of its classes.
FROM eclipse-temurin:25-jdk AS runtime
COPY --from=build /src/agent/target/mirrorlog.jar /src/systemd/mirrorlog /opt/mirrorlog/
RUN modules=$(jdeps --ignore-missing-deps --multi-release 25 --print-module-deps /opt/mirrorlog/mirrorlog.jar) \
 && jlink --add-modules "$modules,jdk.crypto.ec" --generate-cds-archive --strip-debug --compress zip-6 \
      --no-header-files --no-man-pages --output /opt/java \
 && JAVA_HOME=/opt/java /opt/mirrorlog/mirrorlog --make-archive
COPY config.example.yml /tmp/
RUN mkdir -p /etc/mirrorlog \
 && sed -e 's,\./data,/var/lib/mirrorlog,' -e 's,"127.0.0.1:8514","0.0.0.0:8514",' \
      -e 's,#tokens: .*,tokens: { site: "${env:MIRRORLOG_TOKEN}" },' \
      -e 's,#admin_token: .*,admin_token: "${env:MIRRORLOG_ADMIN_TOKEN}",' \
      /tmp/config.example.yml >/etc/mirrorlog/config.yml

FROM debian:12-slim
COPY --from=runtime /opt /opt
COPY --from=runtime /etc/mirrorlog /etc/mirrorlog
RUN ln -s /opt/mirrorlog/mirrorlog /usr/local/bin/mirrorlog \
 && useradd --system --uid 10514 --home-dir /var/lib/mirrorlog --shell /usr/sbin/nologin mirrorlog \
 && install -d -o mirrorlog -g mirrorlog -m 0700 /var/lib/mirrorlog
ENV JAVA_HOME=/opt/java
USER mirrorlog
WORKDIR /var/lib/mirrorlog
VOLUME /var/lib/mirrorlog
EXPOSE 8514
# Healthy: the agent answers its own command line.
HEALTHCHECK --interval=30s --timeout=10s --start-period=30s \
  CMD ["mirrorlog", "status", "--config", "/etc/mirrorlog/config.yml"]
# The script gives way to Java, which is process 1 and gets the signals.
ENTRYPOINT ["mirrorlog"]
CMD ["run", "--config", "/etc/mirrorlog/config.yml"]
