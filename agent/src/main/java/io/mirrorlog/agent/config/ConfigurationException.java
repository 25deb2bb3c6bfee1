package io.mirrorlog.agent.config;

import java.util.List;
import java.util.stream.Collectors;

/** A configuration that cannot be used; its message is one line for each problem, in the order of the file. */
public final class ConfigurationException extends Exception {

    private static final long serialVersionUID = 1;

    private final transient List<Problem> problems;

    ConfigurationException(List<Problem> problems) {
        super(problems.stream().map(Problem::toString).collect(Collectors.joining("\n")));
        this.problems = List.copyOf(problems);
    }

    /** Everything that is wrong, sorted by place; at least one. */
    public List<Problem> problems() {
        return problems;
    }
}
