package io.mirrorlog.agent;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Who may know whom. A rule that stands in the way is changed in a commit of its own that says why. */
class ArchitectureTest {

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.mirrorlog");

    private static final String CONTRACT = "io.mirrorlog.connector";
    private static final String AGENT = "io.mirrorlog.agent";

    @Test
    void theContractKnowsOnlyTheJdk() {
        classes()
                .that()
                .resideInAPackage(CONTRACT)
                .should()
                .onlyDependOnClassesThat(
                        resideInAnyPackage("java..", "javax.net.ssl..", CONTRACT, "org.jspecify.annotations"))
                .check(CLASSES);
    }

    @Test
    void connectorsNeverKnowTheAgent() {
        noClasses()
                .that()
                .resideInAPackage(CONTRACT + "..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage(AGENT + "..")
                .check(CLASSES);
    }

    @Test
    void connectorsDoNotKnowEachOther() {
        slices().matching(CONTRACT + ".(file|console|discard|webhook|syslog|loggly|slack|cloudwatch)..")
                .should()
                .notDependOnEachOther()
                .check(CLASSES);
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching(AGENT + ".(*)..").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void onlyTheScheduleKnowsTheSchedulers() {
        onlyIn(AGENT + ".schedule", "com.github.kagkarlsson..", "org.quartz..", "com.zaxxer..");
    }

    @Test
    void onlyTheServerKnowsVertx() {
        onlyIn(AGENT + ".web", "io.vertx..", "io.netty..");
    }

    @Test
    void onlyTheStoreTheIndexAndTheScheduleSeeSql() {
        noClasses()
                .that()
                .resideOutsideOfPackages(AGENT + ".queue.sqlite", AGENT + ".index", AGENT + ".schedule")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.sql..", "javax.sql..", "org.sqlite..")
                .check(CLASSES);
    }

    @Test
    void onlyTheConfigurationReadsYaml() {
        onlyIn(AGENT + ".config", "org.snakeyaml..");
    }

    @Test
    void onlyTheCommandsKnowTheCommandLine() {
        onlyIn(AGENT + ".cli", "picocli..");
    }

    @Test
    void onlyTheFormatsKnowTemplates() {
        onlyIn(AGENT + ".format", "com.samskivert..");
    }

    @Test
    void onlyItsConnectorKnowsTheAwsSdk() {
        onlyIn(CONTRACT + ".cloudwatch", "software.amazon..");
    }

    @Test
    void onlyTheMetricsKnowPrometheus() {
        onlyIn(AGENT + ".metrics", "io.prometheus..");
    }

    @Test
    void onlyWhatConnectorsShareKnowsTheHttpClient() {
        onlyIn(CONTRACT + ".http", "okhttp3..", "okio..", "kotlin..");
    }

    @Test
    void connectorsReadJsonInOnePlace() {
        noClasses()
                .that()
                .resideInAPackage(CONTRACT + "..")
                .and()
                .resideOutsideOfPackage(CONTRACT + ".http")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("tools.jackson..")
                .check(CLASSES);
    }

    @Test
    void deliveryKnowsNoLibrary() {
        classes()
                .that()
                .resideInAPackage(AGENT + ".delivery")
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(
                        "java.lang..",
                        "java.time..",
                        "java.util..",
                        AGENT + ".delivery",
                        AGENT + ".queue",
                        CONTRACT,
                        "org.jspecify.annotations"))
                .check(CLASSES);
    }

    @Test
    void theWikisApiKnowsOnlyWhereEventsAreFound() {
        classes()
                .that()
                .resideInAPackage(AGENT + ".mediawiki")
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(
                        "java.lang..",
                        "java.nio.charset",
                        "java.text",
                        "java.time..",
                        "java.util..",
                        AGENT + ".mediawiki",
                        AGENT + ".index",
                        AGENT + ".json",
                        AGENT + ".queue",
                        AGENT + ".web",
                        CONTRACT,
                        "org.jspecify.annotations"))
                .check(CLASSES);
    }

    @Test
    void timeAndChanceComeInThroughConstructors() {
        DescribedPredicate<JavaClass> outside = DescribedPredicate.describe(
                "are not the agent, which brings them, or a command",
                c -> !c.getName().equals(AGENT + ".Agent")
                        && !c.getPackageName().equals(AGENT + ".cli"));
        noClasses().that(outside).should().callMethod(Instant.class, "now").check(CLASSES);
        noClasses()
                .that(outside)
                .should()
                .callMethod(InstantSource.class, "system")
                .check(CLASSES);
        noClasses().that(outside).should().callMethod(Clock.class, "systemUTC").check(CLASSES);
        noClasses()
                .that(outside)
                .should()
                .callMethod(System.class, "currentTimeMillis")
                .check(CLASSES);
        noClasses()
                .that(outside)
                .should()
                .callMethod(ThreadLocalRandom.class, "current")
                .check(CLASSES);
        noClasses().that(outside).should().callConstructor(Random.class).check(CLASSES);
    }

    @Test
    void theWayOfOneEventIsToldByTheNamesOfItsCalls() throws Exception {
        String page = Files.readString(Path.of("../docs/ARCHITECTURE.md"));
        String way = page.substring(page.indexOf("## The way"), page.indexOf("## The house"));
        List<String> calls = Pattern.compile("(?m)^ +([A-Z]\\w+)\\.(\\w+) ")
                .matcher(way)
                .results()
                .map(call -> call.group(1) + "." + call.group(2))
                .toList();
        Set<String> methods = CLASSES.stream()
                .flatMap(c -> c.getMethods().stream().map(m -> c.getSimpleName() + "." + m.getName()))
                .collect(Collectors.toSet());
        assertThat(calls).hasSizeGreaterThan(8).isSubsetOf(methods);
        assertThat(way.lines().filter(line -> line.startsWith("    "))).hasSizeLessThanOrEqualTo(20);
    }

    private static void onlyIn(String home, String... libraries) {
        noClasses()
                .that()
                .resideOutsideOfPackage(home)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(libraries)
                .check(CLASSES);
    }
}
